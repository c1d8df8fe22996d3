package peyk.engine;

import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** The kinds of token filter, told apart by what the server may use them for beside analysis. */
final class Filters {
    private Filters() {}

    /** A filter for whole texts only. */
    static TokenFilterFactory plain(String name, UnaryOperator<TokenStream> wrap) {
        return new Plain(name, wrap);
    }

    /** A filter that prefix and wildcard queries and keyword normalizers pass through as well. */
    static TokenFilterFactory normalizing(String name, UnaryOperator<TokenStream> wrap) {
        return new Normalizing(name, wrap, wrap);
    }

    /** As normalizing, with another form where one term must stay one term: queries, and the rules of a synonym filter. */
    static TokenFilterFactory normalizing(String name, UnaryOperator<TokenStream> wrap, UnaryOperator<TokenStream> single) {
        return new Normalizing(name, wrap, single);
    }

    /** A filter that puts several terms where one was: the rules of a later synonym filter cannot be read through it. */
    static TokenFilterFactory unfitForSynonyms(String name, UnaryOperator<TokenStream> wrap) {
        return new SeveralTerms(name, wrap, false);
    }

    /** As unfitForSynonyms, with terms that may come out of the order of their offsets. */
    static TokenFilterFactory reordering(String name, UnaryOperator<TokenStream> wrap) {
        return new SeveralTerms(name, wrap, true);
    }

    static IllegalArgumentException unfit(String name) {
        return new IllegalArgumentException("Token filter [" + name + "] cannot be used to parse synonyms");
    }

    private static class Plain extends AbstractTokenFilterFactory {
        private final UnaryOperator<TokenStream> wrap;

        Plain(String name, UnaryOperator<TokenStream> wrap) {
            super(name);
            this.wrap = wrap;
        }

        @Override
        public TokenStream create(TokenStream stream) {
            return wrap.apply(stream);
        }
    }

    private static final class SeveralTerms extends Plain {
        private final boolean reorders;

        SeveralTerms(String name, UnaryOperator<TokenStream> wrap, boolean reorders) {
            super(name, wrap);
            this.reorders = reorders;
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            throw unfit(name());
        }

        @Override
        public boolean breaksFastVectorHighlighter() {
            return reorders;
        }
    }

    private static final class Normalizing extends Plain implements NormalizingTokenFilterFactory {
        private final UnaryOperator<TokenStream> wrap;
        private final UnaryOperator<TokenStream> single;

        Normalizing(String name, UnaryOperator<TokenStream> wrap, UnaryOperator<TokenStream> single) {
            super(name, wrap);
            this.wrap = wrap;
            this.single = single;
        }

        @Override
        public TokenStream normalize(TokenStream stream) {
            return single.apply(stream);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            return wrap == single ? this : new Normalizing(name(), single, single);
        }
    }
}
