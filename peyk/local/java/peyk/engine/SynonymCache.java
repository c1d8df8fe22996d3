package peyk.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.elasticsearch.common.settings.Settings;

/**
 * Rules that were read already: an index is built twice when it is made, a template is checked once more, and reading
 * thousands of rules through an analyzer takes half of that time.
 *
 * <p>What the rules become depends on their text and on the components before the filter; these are told by their names
 * and by all analysis settings of the index. Where that does not tell them, rules are read anew: behind a component that
 * a request defines without a name, and in an index with a component that reads a file.
 */
final class SynonymCache {
    private static final int MOST = 16;
    private static final String UNNAMED = "__anonymous__";
    private static final String OF_INDEX = "index.analysis.";
    private static final Map<String, SynonymMap> READ = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SynonymMap> eldest) {
            return size() > MOST;
        }
    };

    private SynonymCache() {}

    /** The rules of one filter behind these components of an index with these settings, read by `reading` if need be. */
    static SynonymMap get(String rules, Settings filter, Settings index, List<String> before, Supplier<SynonymMap> reading) {
        boolean files = index.keySet().stream().anyMatch(key -> key.startsWith(OF_INDEX) && key.endsWith("_path"));
        if (files || before.stream().anyMatch(name -> name.startsWith(UNNAMED))) {
            return reading.get();
        }
        synchronized (READ) {
            return READ.computeIfAbsent(key(rules, filter, index, before), unknown -> reading.get());
        }
    }

    private static String key(String rules, Settings filter, Settings index, List<String> before) {
        MessageDigest digest = sha256();
        Stream.of(Stream.of(rules), before.stream(), told(filter, ""), told(index, OF_INDEX))
            .flatMap(part -> Stream.concat(part, Stream.of("\1")))
            .map(text -> (text + '\0').getBytes(StandardCharsets.UTF_8))
            .forEach(digest::update);
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    private static Stream<String> told(Settings settings, String prefix) {
        return settings.keySet()
            .stream()
            .filter(key -> key.startsWith(prefix))
            .sorted()
            .flatMap(key -> Stream.of(key, String.valueOf(settings.get(key))));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
