package peyk.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ConditionalTokenFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

/** The token filter multiplexer: each term once through each chain of filters, all forms at one position, doubles removed. */
final class Multiplexer extends AbstractTokenFilterFactory {
    private final List<String> chains;
    private final boolean original;

    Multiplexer(String name, Settings settings) {
        super(name);
        Options.only(name, settings, "filters", "preserve_original");
        chains = settings.getAsList("filters");
        original = settings.getAsBoolean("preserve_original", true);
    }

    @Override
    public TokenStream create(TokenStream stream) {
        throw new UnsupportedOperationException("TokenFilterFactory.getChainAwareTokenFilterFactory() must be called first");
    }

    @Override
    public TokenFilterFactory getSynonymFilter() {
        throw Filters.unfit(name());
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
        IndexCreationContext context,
        TokenizerFactory tokenizer,
        List<CharFilterFactory> charFilters,
        List<TokenFilterFactory> before,
        Function<String, TokenFilterFactory> all
    ) {
        List<Function<TokenStream, TokenStream>> branches = new ArrayList<>();
        if (original) {
            branches.add(Function.identity());
        }
        for (String chain : chains) {
            List<TokenFilterFactory> sofar = new ArrayList<>(before);
            Function<TokenStream, TokenStream> branch = Function.identity();
            for (String filter : Strings.tokenizeToStringArray(chain, ",")) {
                TokenFilterFactory factory = named(filter, all).getChainAwareTokenFilterFactory(context, tokenizer, charFilters, sofar, all);
                sofar.add(factory);
                branch = branch.andThen(factory::create);
            }
            branches.add(branch);
        }
        return Filters.unfitForSynonyms(name(), stream -> new RemoveDuplicatesTokenFilter(new Branches(stream, branches)));
    }

    private TokenFilterFactory named(String filter, Function<String, TokenFilterFactory> all) {
        TokenFilterFactory factory = all.apply(filter);
        if (factory == null) {
            throw new IllegalArgumentException("Multiplexing filter [" + name() + "] refers to undefined tokenfilter [" + filter + "]");
        }
        return factory;
    }

    /** Repeats every term once per branch, and lets each repetition through its own branch alone. */
    private static final class Branches extends TokenFilter {
        private final TokenStream source;
        private final int count;
        private int current;

        Branches(TokenStream input, List<Function<TokenStream, TokenStream>> branches) {
            super(input);
            count = branches.size();
            current = count - 1;
            TokenStream stream = new Repetition(input);
            for (int index = 0; index < count; index++) {
                int mine = index;
                stream = new ConditionalTokenFilter(stream, branches.get(index)) {
                    @Override
                    protected boolean shouldFilter() {
                        return current == mine;
                    }
                };
            }
            source = stream;
        }

        @Override
        public boolean incrementToken() throws IOException {
            return source.incrementToken();
        }

        @Override
        public void end() throws IOException {
            source.end();
        }

        @Override
        public void reset() throws IOException {
            source.reset();
        }

        private final class Repetition extends TokenFilter {
            private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
            private State term;

            Repetition(TokenStream input) {
                super(input);
            }

            @Override
            public boolean incrementToken() throws IOException {
                if (current < count - 1) {
                    restoreState(term);
                    step.setPositionIncrement(0);
                    current++;
                    return true;
                }
                current = 0;
                if (!input.incrementToken()) {
                    return false;
                }
                term = captureState();
                return true;
            }

            @Override
            public void reset() throws IOException {
                super.reset();
                current = count - 1;
                term = null;
            }
        }
    }
}
