package peyk.engine;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalysisMode;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

/**
 * The token filters synonym and synonym_graph; their rules are read through the part of the analyzer that stands before them.
 *
 * <p>The option synonyms_set is refused: the server keeps such sets with the help of its reindex module, which is not here.
 */
final class Synonyms extends AbstractTokenFilterFactory {
    private final boolean graph;
    private final Environment environment;
    private final Settings index;
    private final Settings settings;
    private final boolean expand;
    private final boolean lenient;
    private final AnalysisMode mode;

    Synonyms(boolean graph, Environment environment, Settings index, String name, Settings settings) {
        super(name);
        Options.only(name, settings, "synonyms", "synonyms_path", "format", "expand", "lenient", "updateable");
        if (!settings.hasValue("synonyms") && !settings.hasValue("synonyms_path")) {
            throw new IllegalArgumentException("synonym requires either `synonyms` or `synonyms_path` to be configured");
        }
        boolean updateable = settings.getAsBoolean("updateable", false);
        this.graph = graph;
        this.environment = environment;
        this.index = index;
        this.settings = settings;
        expand = settings.getAsBoolean("expand", true);
        lenient = settings.getAsBoolean("lenient", updateable);
        mode = updateable ? AnalysisMode.SEARCH_TIME : AnalysisMode.ALL;
    }

    @Override
    public AnalysisMode getAnalysisMode() {
        return mode;
    }

    @Override
    public TokenStream create(TokenStream stream) {
        throw new IllegalStateException("the filter [" + name() + "] works only inside an analyzer");
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
        IndexCreationContext context,
        TokenizerFactory tokenizer,
        List<CharFilterFactory> charFilters,
        List<TokenFilterFactory> before,
        Function<String, TokenFilterFactory> all
    ) {
        Analyzer analyzer = new CustomAnalyzer(
            tokenizer,
            charFilters.toArray(CharFilterFactory[]::new),
            before.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new)
        );
        String rules = rules();
        List<String> names = Stream.of(
            Stream.of(tokenizer.name()),
            charFilters.stream().map(CharFilterFactory::name),
            before.stream().map(TokenFilterFactory::name)
        ).flatMap(each -> Stream.concat(each, Stream.of("|"))).toList();
        return new Bound(name(), SynonymCache.get(rules, settings, index, names, () -> read(rules, analyzer)));
    }

    private SynonymMap read(String rules, Analyzer analyzer) {
        try {
            return SynonymRules.read(new StringReader(rules), settings.get("format", ""), expand, lenient, analyzer);
        } catch (IOException | ParseException | RuntimeException failure) {
            throw new IllegalArgumentException("failed to build synonyms from [" + name() + "]", failure);
        }
    }

    private String rules() {
        if (settings.hasValue("synonyms")) {
            return String.join("\n", Analysis.getWordList(environment, settings, "synonyms")) + "\n";
        }
        try (Reader file = Analysis.getReaderFromFile(environment, settings.get("synonyms_path"), "synonyms")) {
            return file.readAllAsString();
        } catch (IOException failure) {
            throw new IllegalArgumentException("failed to read the synonyms of [" + name() + "]", failure);
        }
    }

    /** The filter with its rules, for one analyzer. */
    private final class Bound implements TokenFilterFactory {
        private final String name;
        private final SynonymMap synonyms;

        Bound(String name, SynonymMap synonyms) {
            this.name = name;
            this.synonyms = synonyms;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public TokenStream create(TokenStream stream) {
            if (synonyms.fst == null) {
                return stream;
            }
            return graph ? new SynonymGraphFilter(stream, synonyms, false) : new SynonymFilter(stream, synonyms, false);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            // Version 9.2.0 spares only the old filter from reading the rules of a later one through its own synonyms.
            return graph ? this : IDENTITY_FILTER;
        }

        @Override
        public AnalysisMode getAnalysisMode() {
            return mode;
        }

        @Override
        public String getResourceName() {
            return settings.hasValue("synonyms") ? null : settings.get("synonyms_path");
        }
    }
}
