package peyk.launch;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** Starts one Elasticsearch node from the jars of its server, without the scripts of the distribution. */
public final class Launcher {
    private static final long CLOSE_SECONDS = 20;

    private Launcher() {}

    /** Arguments: home folder (jars), state folder (config, data, logs), HTTP port, transport port. */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path state = Path.of(arguments[1]);
        System.setProperty("es.path.home", home.toString());
        LogConfigurator.configureESLogging();
        Settings settings = Settings.builder()
            .put("path.home", home)
            .put("path.data", state.resolve("data"))
            .put("path.logs", state.resolve("logs"))
            .put("cluster.name", "peyk")
            .put("node.name", "local")
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[2])
            .put("transport.port", arguments[3])
            .put("discovery.type", "single-node")
            // Creating an index by accident, with guessed field types, is a fault here as it is in production.
            .put("action.auto_create_index", ".*")
            // A developer's disk is often fuller than a server's: 95 per cent would make every index read-only.
            .put("cluster.routing.allocation.disk.watermark.low", "1gb")
            .put("cluster.routing.allocation.disk.watermark.high", "500mb")
            .put("cluster.routing.allocation.disk.watermark.flood_stage", "250mb")
            .build();
        Environment environment = new Environment(settings, state.resolve("config"));
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
            Map.of()
        );
        Node node = new Node(environment, plugins);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, closed), "close-node"));
        node.start();
        // None of the node's own threads keeps the virtual machine alive.
        closed.await();
    }

    private static void close(Node node, CountDownLatch closed) {
        try {
            node.close();
            node.awaitClose(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception failure) {
            System.err.println("the node did not close in order: " + failure);
        } finally {
            closed.countDown();
        }
    }
}
