package peyk.engine;

import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.core.SimpleAnalyzer;
import org.apache.lucene.analysis.core.StopAnalyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.PreBuiltAnalyzerProviderFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.indices.analysis.PreBuiltCacheFactory.CachingStrategy;

/** The ready analyzers: keyword, whitespace, simple, stop, and persian, which Peyk compares its own with. */
final class Analyzers {
    private static final String[] STOP_WORDS = { "stopwords", "stopwords_path", "stopwords_case" };

    private Analyzers() {}

    static Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> byName() {
        return Map.of(
            "keyword", (index, environment, name, settings) -> ready(name, settings, new KeywordAnalyzer()),
            "whitespace", (index, environment, name, settings) -> ready(name, settings, new WhitespaceAnalyzer()),
            "simple", (index, environment, name, settings) -> ready(name, settings, new SimpleAnalyzer()),
            "stop", (index, environment, name, settings) -> ready(
                name,
                settings,
                new StopAnalyzer(Analysis.parseStopWords(environment, settings, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET)),
                STOP_WORDS
            ),
            "persian", (index, environment, name, settings) -> ready(
                name,
                settings,
                new PersianAnalyzer(Analysis.parseStopWords(environment, settings, PersianAnalyzer.getDefaultStopSet())),
                STOP_WORDS
            )
        );
    }

    static List<PreBuiltAnalyzerProviderFactory> preBuilt() {
        return List.of(new PreBuiltAnalyzerProviderFactory("persian", CachingStrategy.LUCENE, PersianAnalyzer::new));
    }

    private static AnalyzerProvider<Analyzer> ready(String name, Settings settings, Analyzer analyzer, String... known) {
        Options.only(name, settings, known);
        return new Ready(name, analyzer);
    }

    private static final class Ready extends AbstractIndexAnalyzerProvider<Analyzer> {
        private final Analyzer analyzer;

        Ready(String name, Analyzer analyzer) {
            super(name);
            this.analyzer = analyzer;
        }

        @Override
        public Analyzer get() {
            return analyzer;
        }
    }
}
