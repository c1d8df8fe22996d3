package peyk.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.elasticsearch.common.settings.Settings;

/** The character classes that tokenizers are told by name. */
final class CharClasses {
    private static final Set<Integer> PUNCTUATION = Set.of(
        (int) Character.START_PUNCTUATION,
        (int) Character.END_PUNCTUATION,
        (int) Character.OTHER_PUNCTUATION,
        (int) Character.CONNECTOR_PUNCTUATION,
        (int) Character.DASH_PUNCTUATION,
        (int) Character.INITIAL_QUOTE_PUNCTUATION,
        (int) Character.FINAL_QUOTE_PUNCTUATION
    );
    private static final Set<Integer> SYMBOL = Set.of(
        (int) Character.CURRENCY_SYMBOL,
        (int) Character.MATH_SYMBOL,
        (int) Character.OTHER_SYMBOL,
        (int) Character.MODIFIER_SYMBOL
    );
    static final Map<String, IntPredicate> BY_NAME = Map.of(
        "letter", Character::isLetter,
        "digit", Character::isDigit,
        "whitespace", Character::isWhitespace,
        "punctuation", character -> PUNCTUATION.contains(Character.getType(character)),
        "symbol", character -> SYMBOL.contains(Character.getType(character))
    );

    private CharClasses() {}

    /** What token_chars and custom_token_chars keep inside a token; null when they keep everything. */
    static IntPredicate tokenChars(Settings settings) {
        List<String> names = settings.getAsList("token_chars");
        if (names.isEmpty()) {
            return null;
        }
        IntPredicate kept = character -> false;
        for (String name : names) {
            kept = kept.or(named(name.toLowerCase(Locale.ROOT).trim(), settings));
        }
        return kept;
    }

    private static IntPredicate named(String name, Settings settings) {
        if (BY_NAME.containsKey(name)) {
            return BY_NAME.get(name);
        }
        if (!name.equals("custom")) {
            throw new IllegalArgumentException("Unknown token type: '" + name + "', must be one of " + BY_NAME.keySet() + " or custom");
        }
        String letters = settings.get("custom_token_chars");
        if (letters == null) {
            throw new IllegalArgumentException("Token type: 'custom' requires setting `custom_token_chars`");
        }
        Set<Integer> kept = letters.chars().boxed().collect(Collectors.toSet());
        return kept::contains;
    }
}
