package peyk.engine;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.elasticsearch.common.settings.Settings;

/** Reads the options of one analysis component, and refuses those that this module does not carry out. */
final class Options {
    private static final Set<String> ALWAYS = Set.of("type", "version");
    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*$");

    private Options() {}

    /** Throws when an option is set that is not known: the distribution would ignore it, and the mistake would stay hidden. */
    static void only(String component, Settings settings, String... known) {
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(ALWAYS);
        unknown.removeAll(Set.of(known));
        unknown.removeIf(key -> key.startsWith("index."));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                "[" + component + "] has unknown options " + unknown + "; known are " + new TreeSet<>(Set.of(known))
            );
        }
    }

    /** The two sides of a rule {@code left => right}, escapes resolved. */
    static String[] rule(String text) {
        Matcher sides = RULE.matcher(text);
        if (!sides.find()) {
            throw new IllegalArgumentException("Invalid Mapping Rule : [" + text + "]");
        }
        return new String[] { unescape(sides.group(1).trim()), unescape(sides.group(2).trim()) };
    }

    /** The text with backslash escapes (n, t, r, b, f, backslash, u and four hexadecimal digits) resolved. */
    static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter != '\\') {
                plain.append(letter);
                continue;
            }
            if (++at >= text.length()) {
                throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
            }
            letter = text.charAt(at);
            if (letter == 'u') {
                if (at + 4 >= text.length()) {
                    throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
                }
                plain.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                at += 4;
            } else {
                plain.append(control(letter));
            }
        }
        return plain.toString();
    }

    private static char control(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> letter;
        };
    }
}
