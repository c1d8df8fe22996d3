package peyk.engine;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** The token filters ngram and edge_ngram, and the limit they share with their tokenizers. */
final class Grams {
    private static final int SHORTEST = 1;
    private static final int LONGEST = 2;

    private Grams() {}

    static void refuseWideSpread(IndexSettings index, int spread, String kind) {
        int allowed = index.getMaxNgramDiff();
        if (spread > allowed) {
            throw new IllegalArgumentException(
                "The difference between max_gram and min_gram in NGram " + kind + " must be less than or equal to: [" + allowed
                    + "] but was [" + spread + "]. This limit can be set by changing the [" + IndexSettings.MAX_NGRAM_DIFF_SETTING.getKey()
                    + "] index level setting."
            );
        }
    }

    static TokenFilterFactory ngram(IndexSettings index, String name, Settings settings) {
        Options.only(name, settings, "min_gram", "max_gram", "preserve_original");
        int shortest = settings.getAsInt("min_gram", SHORTEST);
        int longest = settings.getAsInt("max_gram", LONGEST);
        refuseWideSpread(index, longest - shortest, "Tokenizer");
        boolean original = settings.getAsBoolean("preserve_original", false);
        return Filters.unfitForSynonyms(name, stream -> new NGramTokenFilter(stream, shortest, longest, original));
    }

    static TokenFilterFactory edgeNgram(String name, Settings settings) {
        Options.only(name, settings, "min_gram", "max_gram", "side", "preserve_original");
        int shortest = settings.getAsInt("min_gram", SHORTEST);
        int longest = settings.getAsInt("max_gram", LONGEST);
        boolean original = settings.getAsBoolean("preserve_original", false);
        boolean back = switch (settings.get("side", "front")) {
            case "front" -> false;
            case "back" -> true;
            default -> throw new IllegalArgumentException("invalid side: " + settings.get("side"));
        };
        return Filters.reordering(name, stream -> {
            TokenStream source = back ? new ReverseStringFilter(stream) : stream;
            TokenStream grams = new EdgeNGramTokenFilter(source, shortest, longest, original);
            return back ? new ReverseStringFilter(grams) : grams;
        });
    }
}
