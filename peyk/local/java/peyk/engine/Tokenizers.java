package peyk.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** The tokenizers beside the server's own standard: keyword, whitespace, letter, pattern, char_group, ngram, edge_ngram. */
final class Tokenizers {
    private static final String NON_WORD = "\\W+";

    private Tokenizers() {}

    static Map<String, AnalysisProvider<TokenizerFactory>> byName() {
        return Map.of(
            "keyword", (index, environment, name, settings) -> keyword(name, settings),
            "whitespace", (index, environment, name, settings) -> whitespace(name, settings),
            "letter", (index, environment, name, settings) -> letter(name, settings),
            "pattern", (index, environment, name, settings) -> pattern(name, settings),
            "char_group", (index, environment, name, settings) -> charGroup(name, settings),
            "ngram", (index, environment, name, settings) -> ngram(index, name, settings),
            "edge_ngram", (index, environment, name, settings) -> edgeNgram(name, settings)
        );
    }

    static List<PreConfiguredTokenizer> preConfigured() {
        return List.of(
            PreConfiguredTokenizer.singleton("keyword", KeywordTokenizer::new),
            PreConfiguredTokenizer.singleton("whitespace", WhitespaceTokenizer::new),
            PreConfiguredTokenizer.singleton("letter", LetterTokenizer::new),
            PreConfiguredTokenizer.singleton("pattern", () -> new PatternTokenizer(Regex.compile(NON_WORD, null), -1)),
            PreConfiguredTokenizer.singleton("ngram", NGramTokenizer::new),
            PreConfiguredTokenizer.singleton(
                "edge_ngram",
                () -> new EdgeNGramTokenizer(NGramTokenizer.DEFAULT_MIN_NGRAM_SIZE, NGramTokenizer.DEFAULT_MAX_NGRAM_SIZE)
            )
        );
    }

    private static TokenizerFactory keyword(String name, Settings settings) {
        Options.only(name, settings, "buffer_size");
        int bufferSize = settings.getAsInt("buffer_size", KeywordTokenizer.DEFAULT_BUFFER_SIZE);
        return new Factory(name, () -> new KeywordTokenizer(bufferSize));
    }

    private static TokenizerFactory whitespace(String name, Settings settings) {
        Options.only(name, settings, "max_token_length");
        int longest = settings.getAsInt("max_token_length", StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH);
        return new Factory(name, () -> new WhitespaceTokenizer(TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, longest));
    }

    private static TokenizerFactory letter(String name, Settings settings) {
        Options.only(name, settings);
        return new Factory(name, LetterTokenizer::new);
    }

    private static TokenizerFactory pattern(String name, Settings settings) {
        Options.only(name, settings, "pattern", "flags", "group");
        Pattern pattern = Regex.compile(settings.get("pattern", NON_WORD), settings.get("flags"));
        int group = settings.getAsInt("group", -1);
        return new Factory(name, () -> new PatternTokenizer(pattern, group));
    }

    private static TokenizerFactory charGroup(String name, Settings settings) {
        Options.only(name, settings, "tokenize_on_chars", "max_token_length");
        int longest = settings.getAsInt("max_token_length", CharTokenizer.DEFAULT_MAX_WORD_LEN);
        IntPredicate border = borders(settings.getAsList("tokenize_on_chars"));
        return new Factory(name, () -> new CharTokenizer(TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, longest) {
            @Override
            protected boolean isTokenChar(int character) {
                return !border.test(character);
            }
        });
    }

    private static IntPredicate borders(List<String> names) {
        Set<Integer> letters = new HashSet<>();
        IntPredicate borders = letters::contains;
        for (String name : names) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("[tokenize_on_chars] cannot contain empty characters");
            }
            if (CharClasses.BY_NAME.containsKey(name)) {
                borders = borders.or(CharClasses.BY_NAME.get(name));
                continue;
            }
            String letter = Options.unescape(name);
            if (letter.length() != 1) {
                throw new IllegalArgumentException("Invalid escaped char in [" + name + "]");
            }
            letters.add((int) letter.charAt(0));
        }
        return borders;
    }

    private static TokenizerFactory ngram(IndexSettings index, String name, Settings settings) {
        Options.only(name, settings, "min_gram", "max_gram", "token_chars", "custom_token_chars");
        int shortest = settings.getAsInt("min_gram", NGramTokenizer.DEFAULT_MIN_NGRAM_SIZE);
        int longest = settings.getAsInt("max_gram", NGramTokenizer.DEFAULT_MAX_NGRAM_SIZE);
        Grams.refuseWideSpread(index, longest - shortest, "Tokenizer");
        IntPredicate kept = CharClasses.tokenChars(settings);
        return new Factory(name, () -> kept == null ? new NGramTokenizer(shortest, longest) : new NGramTokenizer(shortest, longest) {
            @Override
            protected boolean isTokenChar(int character) {
                return kept.test(character);
            }
        });
    }

    private static TokenizerFactory edgeNgram(String name, Settings settings) {
        Options.only(name, settings, "min_gram", "max_gram", "token_chars", "custom_token_chars");
        int shortest = settings.getAsInt("min_gram", NGramTokenizer.DEFAULT_MIN_NGRAM_SIZE);
        int longest = settings.getAsInt("max_gram", NGramTokenizer.DEFAULT_MAX_NGRAM_SIZE);
        IntPredicate kept = CharClasses.tokenChars(settings);
        return new Factory(name, () -> kept == null ? new EdgeNGramTokenizer(shortest, longest) : new EdgeNGramTokenizer(shortest, longest) {
            @Override
            protected boolean isTokenChar(int character) {
                return kept.test(character);
            }
        });
    }

    private static final class Factory extends AbstractTokenizerFactory {
        private final Supplier<Tokenizer> make;

        Factory(String name, Supplier<Tokenizer> make) {
            super(name);
            this.make = make;
        }

        @Override
        public Tokenizer create() {
            return make.get();
        }
    }
}
