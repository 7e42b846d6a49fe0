// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.testkit.TestCertificates;

import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * TLS as MINA's own filter does it, to measure {@link TlsLayer} against: greets each client in TLS
 * and answers each packet with a 250. Decision 0007 has the figures and the commands.
 */
final class SslFilterPeer {
    private SslFilterPeer() {}

    /** Listens on the port that is the first argument, until it is killed. */
    public static void main(String[] arguments) throws Exception {
        var context = TestCertificates.authority("peer.test").rsa().server("localhost").context();
        var acceptor = new NioSocketAcceptor(1 + Runtime.getRuntime().availableProcessors() / 4);
        acceptor.setReuseAddress(true);
        acceptor.setBacklog(1024);
        acceptor.getSessionConfig().setTcpNoDelay(true);
        acceptor.getFilterChain().addLast("tls", new SslFilter(context));
        acceptor.setHandler(new Greeter());
        acceptor.bind(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
    }

    private static final class Greeter extends IoHandlerAdapter {
        @Override
        public void sessionOpened(IoSession session) {
            say(session, "220 localhost\r\n");
        }

        @Override
        public void messageReceived(IoSession session, Object message) {
            say(session, "250 Ok\r\n");
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) {
            session.closeNow();
        }

        private static void say(IoSession session, String line) {
            session.write(IoBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
