package io.omniflow.job.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out about ports of the loopback interface. */
final class Ports {

    static final String LOOPBACK = "127.0.0.1";

    private Ports() {}

    /** Returns the port, or any free one for 0; a taken one is refused with what to do. */
    static int check(String who, int port, String option) {
        try (ServerSocket socket = open(port)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedException(
                    "port "
                            + port
                            + " for "
                            + who
                            + " is taken: stop what listens there or choose another with "
                            + option,
                    e);
        }
    }

    static int free() throws IOException {
        try (ServerSocket socket = open(0)) {
            return socket.getLocalPort();
        }
    }

    /** Like the server that follows, it may take a port whose last connections linger. */
    private static ServerSocket open(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
        return socket;
    }
}
