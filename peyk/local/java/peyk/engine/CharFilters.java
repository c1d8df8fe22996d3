package peyk.engine;

import static org.elasticsearch.plugins.AnalysisPlugin.requiresAnalysisSettings;

import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredCharFilter;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** The character filters: mapping, pattern_replace and html_strip. */
final class CharFilters {
    private CharFilters() {}

    static Map<String, AnalysisProvider<CharFilterFactory>> byName() {
        return Map.of(
            "mapping", requiresAnalysisSettings((index, environment, name, settings) -> mapping(environment, name, settings)),
            "pattern_replace", requiresAnalysisSettings((index, environment, name, settings) -> pattern(name, settings)),
            "html_strip", (index, environment, name, settings) -> html(name, settings)
        );
    }

    static List<PreConfiguredCharFilter> preConfigured() {
        return List.of(PreConfiguredCharFilter.singleton("html_strip", false, HTMLStripCharFilter::new));
    }

    private static CharFilterFactory mapping(Environment environment, String name, Settings settings) {
        Options.only(name, settings, "mappings", "mappings_path");
        List<String> rules = Analysis.getWordList(environment, settings, "mappings");
        if (rules == null) {
            throw new IllegalArgumentException("mapping requires either `mappings` or `mappings_path` to be configured");
        }
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            String[] sides = Options.rule(rule);
            builder.add(sides[0], sides[1]);
        }
        NormalizeCharMap map = builder.build();
        return new Normalizing(name, text -> new MappingCharFilter(map, text));
    }

    private static CharFilterFactory pattern(String name, Settings settings) {
        Options.only(name, settings, "pattern", "flags", "replacement");
        if (!Strings.hasLength(settings.get("pattern"))) {
            throw new IllegalArgumentException("pattern is missing for [" + name + "] char filter of type 'pattern_replace'");
        }
        Pattern pattern = Regex.compile(settings.get("pattern"), settings.get("flags"));
        String replacement = settings.get("replacement", "");
        return new Normalizing(name, text -> new PatternReplaceCharFilter(pattern, replacement, text));
    }

    private static CharFilterFactory html(String name, Settings settings) {
        Options.only(name, settings, "escaped_tags");
        List<String> tags = settings.getAsList("escaped_tags");
        Set<String> escaped = tags.isEmpty() ? null : Set.copyOf(tags);
        return new Plain(name, text -> new HTMLStripCharFilter(text, escaped));
    }

    private static class Plain extends AbstractCharFilterFactory {
        private final UnaryOperator<Reader> wrap;

        Plain(String name, UnaryOperator<Reader> wrap) {
            super(name);
            this.wrap = wrap;
        }

        @Override
        public Reader create(Reader text) {
            return wrap.apply(text);
        }
    }

    /** A filter that prefix and wildcard queries pass through as well. */
    private static final class Normalizing extends Plain implements NormalizingCharFilterFactory {
        Normalizing(String name, UnaryOperator<Reader> wrap) {
            super(name, wrap);
        }
    }
}
