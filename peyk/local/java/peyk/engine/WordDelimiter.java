package peyk.engine;

import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_ALL;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_NUMBERS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_WORDS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.GENERATE_WORD_PARTS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.IGNORE_KEYWORDS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.PRESERVE_ORIGINAL;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.SPLIT_ON_NUMERICS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;

import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** The token filter word_delimiter_graph: splits and joins the parts of compound terms. */
final class WordDelimiter {
    private static final int DEFAULTS = GENERATE_WORD_PARTS | GENERATE_NUMBER_PARTS | SPLIT_ON_CASE_CHANGE | SPLIT_ON_NUMERICS
        | STEM_ENGLISH_POSSESSIVE;
    private static final Map<String, Integer> FLAGS = Map.of(
        "generate_word_parts", GENERATE_WORD_PARTS,
        "generate_number_parts", GENERATE_NUMBER_PARTS,
        "catenate_words", CATENATE_WORDS,
        "catenate_numbers", CATENATE_NUMBERS,
        "catenate_all", CATENATE_ALL,
        "split_on_case_change", SPLIT_ON_CASE_CHANGE,
        "preserve_original", PRESERVE_ORIGINAL,
        "split_on_numerics", SPLIT_ON_NUMERICS,
        "stem_english_possessive", STEM_ENGLISH_POSSESSIVE,
        "ignore_keywords", IGNORE_KEYWORDS
    );
    private static final String[] KNOWN = {
        "generate_word_parts", "generate_number_parts", "catenate_words", "catenate_numbers", "catenate_all", "split_on_case_change",
        "preserve_original", "split_on_numerics", "stem_english_possessive", "ignore_keywords", "adjust_offsets",
        "type_table", "type_table_path", "protected_words", "protected_words_path", "protected_words_case",
    };

    private WordDelimiter() {}

    static TokenStream byDefault(TokenStream stream) {
        return new WordDelimiterGraphFilter(stream, true, WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE, DEFAULTS, null);
    }

    static TokenFilterFactory graph(Environment environment, String name, Settings settings) {
        Options.only(name, settings, KNOWN);
        List<String> rules = Analysis.getWordList(environment, settings, "type_table");
        byte[] types = rules == null ? WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE : types(rules);
        CharArraySet spared = Analysis.getWordSet(environment, settings, "protected_words");
        boolean adjust = settings.getAsBoolean("adjust_offsets", true);
        int flags = flags(settings);
        return Filters.reordering(name, stream -> new WordDelimiterGraphFilter(stream, adjust, types, flags, spared));
    }

    private static int flags(Settings settings) {
        int flags = 0;
        for (Map.Entry<String, Integer> option : FLAGS.entrySet()) {
            int flag = option.getValue();
            if (settings.getAsBoolean(option.getKey(), (DEFAULTS & flag) != 0)) {
                flags |= flag;
            }
        }
        return flags;
    }

    private static byte[] types(List<String> rules) {
        int size = WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE.length;
        for (String rule : rules) {
            size = Math.max(size, character(rule) + 1);
        }
        byte[] types = new byte[size];
        for (int character = 0; character < size; character++) {
            types[character] = WordDelimiterIterator.getType(character);
        }
        for (String rule : rules) {
            types[character(rule)] = type(rule);
        }
        return types;
    }

    private static char character(String rule) {
        String left = Options.rule(rule)[0];
        if (left.length() != 1) {
            throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]. Only a single character is allowed.");
        }
        return left.charAt(0);
    }

    private static byte type(String rule) {
        return (byte) switch (Options.rule(rule)[1]) {
            case "LOWER" -> WordDelimiterFilter.LOWER;
            case "UPPER" -> WordDelimiterFilter.UPPER;
            case "ALPHA" -> WordDelimiterFilter.ALPHA;
            case "DIGIT" -> WordDelimiterFilter.DIGIT;
            case "ALPHANUM" -> WordDelimiterFilter.ALPHANUM;
            case "SUBWORD_DELIM" -> WordDelimiterFilter.SUBWORD_DELIM;
            default -> throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]. Illegal type.");
        };
    }
}
