package peyk.engine;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.commongrams.CommonGramsFilter;
import org.apache.lucene.analysis.commongrams.CommonGramsQueryFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.ga.IrishLowerCaseFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.PatternKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.tr.TurkishLowerCaseFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** The token filters that are one Lucene filter each, with options. */
final class OptionFilters {
    private OptionFilters() {}

    static TokenFilterFactory lowercase(String name, Settings settings) {
        Options.only(name, settings, "language");
        String language = settings.get("language", "");
        return Filters.normalizing(name, switch (language.toLowerCase(java.util.Locale.ROOT)) {
            case "" -> LowerCaseFilter::new;
            case "greek" -> GreekLowerCaseFilter::new;
            case "irish" -> IrishLowerCaseFilter::new;
            case "turkish" -> TurkishLowerCaseFilter::new;
            default -> throw new IllegalArgumentException("language [" + language + "] not support for lower case");
        });
    }

    static TokenFilterFactory asciiFolding(String name, Settings settings) {
        Options.only(name, settings, "preserve_original");
        boolean original = settings.getAsBoolean("preserve_original", false);
        if (!original) {
            return Filters.normalizing(name, ASCIIFoldingFilter::new);
        }
        return Filters.normalizing(name, stream -> new ASCIIFoldingFilter(stream, true), ASCIIFoldingFilter::new);
    }

    static TokenFilterFactory length(String name, Settings settings) {
        Options.only(name, settings, "min", "max");
        int shortest = settings.getAsInt("min", 0);
        int longest = settings.getAsInt("max", Integer.MAX_VALUE);
        return Filters.plain(name, stream -> new LengthFilter(stream, shortest, longest));
    }

    static TokenFilterFactory limit(String name, Settings settings) {
        Options.only(name, settings, "max_token_count", "consume_all_tokens");
        int most = settings.getAsInt("max_token_count", 1);
        boolean all = settings.getAsBoolean("consume_all_tokens", false);
        return Filters.plain(name, stream -> new LimitTokenCountFilter(stream, most, all));
    }

    static TokenFilterFactory unique(String name, Settings settings) {
        Options.only(name, settings, "only_on_same_position");
        boolean samePosition = settings.getAsBoolean("only_on_same_position", false);
        return Filters.plain(name, stream -> new UniqueFilter(stream, samePosition));
    }

    static TokenFilterFactory truncate(String name, Settings settings) {
        Options.only(name, settings, "length");
        int length = settings.getAsInt("length", -1);
        if (length <= 0) {
            throw new IllegalArgumentException("length parameter must be provided");
        }
        return Filters.plain(name, stream -> new TruncateTokenFilter(stream, length));
    }

    static TokenFilterFactory patternReplace(String name, Settings settings) {
        Options.only(name, settings, "pattern", "flags", "replacement", "all");
        if (settings.get("pattern") == null) {
            throw new IllegalArgumentException("pattern is missing for [" + name + "] token filter of type 'pattern_replace'");
        }
        Pattern pattern = Regex.compile(settings.get("pattern"), settings.get("flags"));
        String replacement = settings.get("replacement", "");
        boolean all = settings.getAsBoolean("all", true);
        return Filters.normalizing(name, stream -> new PatternReplaceFilter(stream, pattern, replacement, all));
    }

    static TokenFilterFactory patternCapture(String name, Settings settings) {
        Options.only(name, settings, "patterns", "preserve_original");
        List<String> expressions = settings.getAsList("patterns", null, false);
        if (expressions == null) {
            throw new IllegalArgumentException("required setting 'patterns' is missing for token filter [" + name + "]");
        }
        Pattern[] patterns = expressions.stream().map(Pattern::compile).toArray(Pattern[]::new);
        boolean original = settings.getAsBoolean("preserve_original", true);
        return Filters.unfitForSynonyms(name, stream -> new PatternCaptureGroupTokenFilter(stream, original, patterns));
    }

    static TokenFilterFactory commonGrams(Environment environment, String name, Settings settings) {
        Options.only(name, settings, "common_words", "common_words_path", "ignore_case", "query_mode");
        CharArraySet words = Analysis.parseCommonWords(environment, settings, null, settings.getAsBoolean("ignore_case", false));
        if (words == null) {
            throw new IllegalArgumentException(
                "missing or empty [common_words] or [common_words_path] configuration for common_grams token filter"
            );
        }
        boolean query = settings.getAsBoolean("query_mode", false);
        return Filters.unfitForSynonyms(name, stream -> {
            CommonGramsFilter grams = new CommonGramsFilter(stream, words);
            return query ? new CommonGramsQueryFilter(grams) : grams;
        });
    }

    static TokenFilterFactory keywordMarker(Environment environment, String name, Settings settings) {
        Options.only(name, settings, "keywords", "keywords_path", "keywords_pattern", "keywords_case", "ignore_case");
        String pattern = settings.get("keywords_pattern");
        if (pattern != null) {
            if (settings.get("keywords") != null || settings.get("keywords_path") != null) {
                throw new IllegalArgumentException("cannot specify both `keywords_pattern` and `keywords` or `keywords_path`");
            }
            Pattern protectedTerms = Pattern.compile(pattern);
            return Filters.plain(name, stream -> new PatternKeywordMarkerFilter(stream, protectedTerms));
        }
        CharArraySet words = Analysis.getWordSet(environment, settings, "keywords");
        if (words == null) {
            throw new IllegalArgumentException(
                "keyword filter requires either `keywords`, `keywords_path`, or `keywords_pattern` to be configured"
            );
        }
        CharArraySet keywords = new CharArraySet(words, settings.getAsBoolean("ignore_case", false));
        return Filters.plain(name, stream -> new SetKeywordMarkerFilter(stream, keywords));
    }

    static TokenFilterFactory stemmerOverride(Environment environment, String name, Settings settings) throws IOException {
        Options.only(name, settings, "rules", "rules_path");
        List<String> rules = Analysis.getWordList(environment, settings, "rules");
        if (rules == null) {
            throw new IllegalArgumentException("stemmer override filter requires either `rules` or `rules_path` to be configured");
        }
        StemmerOverrideFilter.Builder builder = new StemmerOverrideFilter.Builder(false);
        for (String rule : rules) {
            addOverride(builder, rule);
        }
        StemmerOverrideFilter.StemmerOverrideMap stems = builder.build();
        return Filters.plain(name, stream -> new StemmerOverrideFilter(stream, stems));
    }

    private static void addOverride(StemmerOverrideFilter.Builder builder, String rule) {
        String[] sides = rule.split("=>", -1);
        String stem = sides[sides.length - 1].trim();
        if (sides.length != 2 || stem.isEmpty() || stem.contains(",")) {
            throw new IllegalArgumentException("Invalid Keyword override Rule:" + rule);
        }
        for (String word : sides[0].split(",", -1)) {
            if (word.isBlank()) {
                throw new IllegalArgumentException("Invalid Keyword override Rule:" + rule);
            }
            builder.add(word.trim(), stem);
        }
    }
}
