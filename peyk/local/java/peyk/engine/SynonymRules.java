package peyk.engine;

import java.io.IOException;
import java.io.Reader;
import java.text.ParseException;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.analysis.synonym.WordnetSynonymParser;
import org.apache.lucene.util.CharsRef;
import org.apache.lucene.util.CharsRefBuilder;

/** Reads synonym rules in either format; lenient reading leaves out a word that the analyzer cannot take. */
final class SynonymRules {
    private static final CharsRef LEFT_OUT = new CharsRef("");

    private SynonymRules() {}

    static SynonymMap read(Reader rules, String format, boolean expand, boolean lenient, Analyzer analyzer)
        throws IOException, ParseException {
        SynonymMap.Parser parser = "wordnet".equalsIgnoreCase(format)
            ? new Wordnet(expand, lenient, analyzer)
            : new Solr(expand, lenient, analyzer);
        parser.parse(rules);
        return parser.build();
    }

    private static final class Solr extends SolrSynonymParser {
        private final boolean lenient;

        Solr(boolean expand, boolean lenient, Analyzer analyzer) {
            super(true, expand, analyzer);
            this.lenient = lenient;
        }

        @Override
        public void add(CharsRef input, CharsRef output, boolean includeOriginal) {
            if (!lenient || input.length > 0 && output.length > 0) {
                super.add(input, output, includeOriginal);
            }
        }

        @Override
        public CharsRef analyze(String text, CharsRefBuilder reuse) throws IOException {
            try {
                return super.analyze(text, reuse);
            } catch (IllegalArgumentException refused) {
                if (lenient) {
                    return LEFT_OUT;
                }
                throw refused;
            }
        }
    }

    private static final class Wordnet extends WordnetSynonymParser {
        private final boolean lenient;

        Wordnet(boolean expand, boolean lenient, Analyzer analyzer) {
            super(true, expand, analyzer);
            this.lenient = lenient;
        }

        @Override
        public void add(CharsRef input, CharsRef output, boolean includeOriginal) {
            if (!lenient || input.length > 0 && output.length > 0) {
                super.add(input, output, includeOriginal);
            }
        }

        @Override
        public CharsRef analyze(String text, CharsRefBuilder reuse) throws IOException {
            try {
                return super.analyze(text, reuse);
            } catch (IllegalArgumentException refused) {
                if (lenient) {
                    return LEFT_OUT;
                }
                throw refused;
            }
        }
    }
}
