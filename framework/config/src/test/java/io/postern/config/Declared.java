// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.config.Option;
import io.postern.api.config.Option.Kind;

import java.util.List;

/** Declarations as those of the stock components. */
final class Declared {
    private Declared() {}

    static Declarations stock() {
        return new Declarations(
                List.of(
                        section("listeners", Listener.class),
                        section("queue", Queue.class),
                        section("limits", Limits.class),
                        section("egress", Egress.class),
                        section("shaping", Shaping.class),
                        section("retry", Retry.class),
                        section("spool", Spool.class),
                        section("dns", Dns.class),
                        section("scripts", Scripts.class),
                        section("admin", Admin.class),
                        plugin(HookSection.ROUTERS, "smarthost", Smarthost.class),
                        plugin(HookSection.ROUTERS, "mx", Mx.class),
                        plugin(HookSection.ROUTERS, "alias", Alias.class),
                        plugin(HookSection.TRANSPORTS, "smtp", Smtp.class),
                        plugin(HookSection.TRANSPORTS, "maildir", Maildir.class),
                        section("tls", TlsSection.class),
                        plugin(HookSection.ROUTERS, "forward", Forward.class),
                        plugin(HookSection.ROUTERS, "local", Local.class),
                        plugin(HookSection.AUTH, "file", AuthFile.class),
                        plugin(HookSection.AUTH, "jwt", AuthJwt.class),
                        plugin(HookSection.LOOKUPS, "file", LookupFile.class),
                        plugin(HookSection.RELAY, "certificates", Certificates.class),
                        plugin(HookSection.RELAY, "networks", Networks.class),
                        plugin(HookSection.RELAY, "authenticated", Authenticated.class),
                        new Declaration("relay", "anybody", "test.relay.anybody", List.of())));
    }

    static Declaration section(String section, Class<?> options) {
        return new Declaration(section, "", "test." + section, OptionType.of(options));
    }

    static Declaration plugin(HookSection section, String type, Class<?> options) {
        String pid = "test." + section.key() + "." + type;
        return new Declaration(section.key(), type, pid, OptionType.of(options));
    }

    enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    enum Role {
        MX,
        SUBMISSION
    }

    @interface Egress {
        @Option(kind = Kind.NETWORK)
        String ipv4() default "";

        String[] pools() default "default";
    }

    @interface Retry {
        @Option(kind = Kind.RETRY)
        String[] steps();
    }

    @interface Shaping {
        @Option(kind = Kind.RATE)
        String messageRate() default "";

        int connections() default 0;
    }

    @interface Listener {
        @Option(kind = Kind.ENDPOINT, value = "address and port")
        String bind();

        @Option(needs = "tls.certificate")
        Tls tls() default Tls.NONE;

        Role role() default Role.MX;

        @Option(kind = Kind.NETWORK)
        String[] proxyProtocol() default {};

        @Option(kind = Kind.NETWORK, needs = "tls.client-ca")
        String[] certified() default {};
    }

    @interface TlsSection {
        @Option(kind = Kind.FILE)
        String[] certificate() default {};

        @Option(kind = Kind.FILE)
        String[] key() default {};

        @Option(kind = Kind.FILE)
        String clientCa() default "";
    }

    @interface Queue {
        @Option(kind = Kind.RETRY)
        String[] retry() default {"5m x 3"};

        @Option(kind = Kind.DURATION)
        String delayWarning() default "PT4H";

        boolean paused() default false;
    }

    @interface Limits {
        @Option(kind = Kind.SIZE)
        long messageSize() default 50L << 20;

        @Option(kind = Kind.LIMIT)
        int connections() default 2000;

        @Option(kind = Kind.LIMIT)
        int connectionsPerAddress() default 100;

        @Option(kind = Kind.LIMIT)
        int connectionRatePerAddress() default 600;
    }

    @interface Spool {
        String sync() default "group";
    }

    @interface Dns {
        @Option(kind = Kind.ENDPOINT)
        String[] servers() default {};
    }

    @interface Scripts {
        @Option(kind = Kind.FILE, entry = ScriptEntry.class)
        String[] value() default {};
    }

    @interface ScriptEntry {
        @Option(kind = Kind.FILE)
        String file();

        @Option(kind = Kind.NAME)
        String name() default "";

        @Option(kind = Kind.LISTENER)
        String[] listeners() default {};

        @Option(kind = Kind.DATA)
        String options() default "{}";
    }

    @interface Admin {
        @Option(kind = Kind.ENDPOINT)
        String bind() default "127.0.0.1:8025";
    }

    @interface Smarthost {
        @Option(kind = Kind.ENDPOINT, value = "hosts to hand mail to, in order")
        String[] hosts();

        @Option(kind = Kind.TRANSPORT, value = "transport that carries it")
        String transport();

        @Option(kind = Kind.DURATION)
        String connectTimeout() default "PT30S";
    }

    @interface Mx {
        @Option(kind = Kind.TRANSPORT)
        String transport();
    }

    @interface Alias {
        @Option(kind = Kind.FILE)
        String file() default "conf/aliases";
    }

    @interface Forward {
        @Option(kind = Kind.PATH)
        String file();
    }

    @interface Local {
        @Option(kind = Kind.FILE)
        String users() default "";

        @Option(kind = Kind.TRANSPORT)
        String transport();
    }

    enum TransportTls {
        NONE,
        OPPORTUNISTIC
    }

    @interface Smtp {
        TransportTls tls() default TransportTls.OPPORTUNISTIC;

        boolean tlsVerify() default true;

        @Option(kind = Kind.LIMIT)
        int connections() default 20;
    }

    @interface Maildir {
        @Option(kind = Kind.PATH)
        String path();
    }

    @interface Networks {
        @Option(kind = Kind.NETWORK)
        String[] value();
    }

    @interface Certificates {
        @Option(needs = "tls.client-ca")
        String[] value() default {};
    }

    @interface AuthFile {
        @Option(kind = Kind.FILE)
        String file() default "conf/users.yaml";
    }

    @interface LookupFile {
        @Option(kind = Kind.FILE)
        String file();
    }

    @interface AuthJwt {
        @Option("who issues the tokens")
        String issuer();
    }

    @interface Authenticated {
        boolean value() default true;
    }
}
