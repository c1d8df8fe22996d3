package peyk.engine;

import static org.elasticsearch.plugins.AnalysisPlugin.requiresAnalysisSettings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.commongrams.CommonGramsFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.fa.PersianStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.shingle.ShingleFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.lucene.analysis.miscellaneous.DisableGraphAttribute;

/** The names of the token filters: those made from options, and those that are usable by name alone. */
final class TokenFilters {
    private static final int TRUNCATE_LENGTH = 10;

    private TokenFilters() {}

    static Map<String, AnalysisProvider<TokenFilterFactory>> byName() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new TreeMap<>();
        normalizing(filters, "arabic_normalization", ArabicNormalizationFilter::new);
        normalizing(filters, "persian_normalization", PersianNormalizationFilter::new);
        normalizing(filters, "decimal_digit", DecimalDigitFilter::new);
        normalizing(filters, "uppercase", UpperCaseFilter::new);
        normalizing(filters, "trim", TrimFilter::new);
        plain(filters, "persian_stem", PersianStemFilter::new);
        plain(filters, "reverse", ReverseStringFilter::new);
        plain(filters, "flatten_graph", FlattenGraphFilter::new);
        plain(filters, "remove_duplicates", RemoveDuplicatesTokenFilter::new);
        filters.put("lowercase", (index, environment, name, settings) -> OptionFilters.lowercase(name, settings));
        filters.put("asciifolding", (index, environment, name, settings) -> OptionFilters.asciiFolding(name, settings));
        filters.put("length", (index, environment, name, settings) -> OptionFilters.length(name, settings));
        filters.put("limit", (index, environment, name, settings) -> OptionFilters.limit(name, settings));
        filters.put("unique", (index, environment, name, settings) -> OptionFilters.unique(name, settings));
        filters.put("ngram", (index, environment, name, settings) -> Grams.ngram(index, name, settings));
        filters.put("edge_ngram", (index, environment, name, settings) -> Grams.edgeNgram(name, settings));
        filters.put("multiplexer", (index, environment, name, settings) -> new Multiplexer(name, settings));
        filters.put("word_delimiter_graph", (index, environment, name, settings) -> WordDelimiter.graph(environment, name, settings));
        needing(filters, "truncate", (index, environment, name, settings) -> OptionFilters.truncate(name, settings));
        needing(filters, "pattern_replace", (index, environment, name, settings) -> OptionFilters.patternReplace(name, settings));
        needing(filters, "pattern_capture", (index, environment, name, settings) -> OptionFilters.patternCapture(name, settings));
        needing(filters, "common_grams", (index, environment, name, settings) -> OptionFilters.commonGrams(environment, name, settings));
        needing(filters, "keyword_marker", (index, environment, name, settings) -> OptionFilters.keywordMarker(environment, name, settings));
        needing(filters, "stemmer_override", (index, environment, name, settings) -> OptionFilters.stemmerOverride(environment, name, settings));
        for (boolean graph : new boolean[] { false, true }) {
            needing(
                filters,
                graph ? "synonym_graph" : "synonym",
                (index, environment, name, settings) -> new Synonyms(graph, environment, index.getSettings(), name, settings)
            );
        }
        return filters;
    }

    /** Their forms by name alone, which differ from the forms with default options here and there. */
    static List<PreConfiguredTokenFilter> preConfigured() {
        return List.of(
            PreConfiguredTokenFilter.singleton("arabic_normalization", true, ArabicNormalizationFilter::new),
            PreConfiguredTokenFilter.singleton("asciifolding", true, ASCIIFoldingFilter::new),
            PreConfiguredTokenFilter.singleton("common_grams", false, false, stream -> new CommonGramsFilter(stream, CharArraySet.EMPTY_SET)),
            PreConfiguredTokenFilter.singleton("decimal_digit", true, DecimalDigitFilter::new),
            PreConfiguredTokenFilter.singleton("edge_ngram", false, false, stream -> new EdgeNGramTokenFilter(stream, 1)),
            PreConfiguredTokenFilter.singleton("keyword_repeat", false, false, KeywordRepeatFilter::new),
            PreConfiguredTokenFilter.singleton("length", false, stream -> new LengthFilter(stream, 0, Integer.MAX_VALUE)),
            PreConfiguredTokenFilter.singleton("limit", false, stream -> new LimitTokenCountFilter(stream, 1, false)),
            PreConfiguredTokenFilter.singleton("ngram", false, false, stream -> new NGramTokenFilter(stream, 1, 2, false)),
            PreConfiguredTokenFilter.singleton("persian_normalization", true, PersianNormalizationFilter::new),
            PreConfiguredTokenFilter.singleton("reverse", false, ReverseStringFilter::new),
            PreConfiguredTokenFilter.singleton("shingle", false, false, TokenFilters::shingles),
            PreConfiguredTokenFilter.singleton("stop", false, stream -> new StopFilter(stream, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET)),
            PreConfiguredTokenFilter.singleton("trim", true, TrimFilter::new),
            PreConfiguredTokenFilter.singleton("truncate", false, stream -> new TruncateTokenFilter(stream, TRUNCATE_LENGTH)),
            PreConfiguredTokenFilter.singleton("unique", false, stream -> new UniqueFilter(stream, false)),
            PreConfiguredTokenFilter.singleton("uppercase", true, UpperCaseFilter::new),
            PreConfiguredTokenFilter.singleton("word_delimiter_graph", false, false, WordDelimiter::byDefault)
        );
    }

    private static TokenStream shingles(TokenStream stream) {
        TokenStream shingles = new ShingleFilter(stream);
        // Shingles of several sizes are not a graph of positions; read as one they give too many paths.
        shingles.addAttribute(DisableGraphAttribute.class);
        return shingles;
    }

    private static void plain(Map<String, AnalysisProvider<TokenFilterFactory>> filters, String type, UnaryOperator<TokenStream> wrap) {
        filters.put(type, (index, environment, name, settings) -> {
            Options.only(name, settings);
            return Filters.plain(name, wrap);
        });
    }

    private static void normalizing(Map<String, AnalysisProvider<TokenFilterFactory>> filters, String type, UnaryOperator<TokenStream> wrap) {
        filters.put(type, (index, environment, name, settings) -> {
            Options.only(name, settings);
            return Filters.normalizing(name, wrap);
        });
    }

    private static void needing(
        Map<String, AnalysisProvider<TokenFilterFactory>> filters,
        String type,
        AnalysisProvider<TokenFilterFactory> provider
    ) {
        filters.put(type, requiresAnalysisSettings(provider));
    }
}
