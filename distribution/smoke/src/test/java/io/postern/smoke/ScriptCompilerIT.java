// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether scripts are compiled, or interpreted where somebody wants that. */
@Timeout(120)
class ScriptCompilerIT {
    private static final String CONFIGURATION =
            """
            hostname: mx.postern.test
            listeners:
              - {name: smtp, bind: "127.0.0.1:0"}
            scripts: [scripts/policy.js]
            routers:
              - {name: internet, type: mx, transport: smtp}
            transports:
              smtp: {type: smtp}
            admin: {bind: "127.0.0.1:0"}
            """;

    @TempDir private Path home;

    private PosternProcess postern() throws Exception {
        Files.createDirectories(home.resolve("scripts"));
        Files.writeString(home.resolve("scripts/policy.js"), "export function onHelo(client) {}\n");
        return PosternProcess.inHome(home, CONFIGURATION).optimised();
    }

    @Test
    void aJavaThatCanCompilesThem() throws Exception {
        try (PosternProcess postern = postern().start()) {
            assertThat(postern.log()).contains("engine=\"GraalVM CE\"");
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void theyAreInterpretedWhereTheOperatorSaysSo() throws Exception {
        try (PosternProcess postern = postern().with("POSTERN_SCRIPT_COMPILER", "off").start()) {
            assertThat(postern.log()).contains("engine=\"Interpreted\"");
            assertThat(postern.stop()).isZero();
        }
    }

    /** It can't work beside the compiler. */
    @Test
    void theyAreInterpretedWithACollectorThatTheCompilerDoesNotKnow() throws Exception {
        try (PosternProcess postern = postern().javaOptions("-XX:+UseShenandoahGC").start()) {
            assertThat(postern.log()).contains("engine=\"Interpreted\"");
            assertThat(postern.stop()).isZero();
        }
    }
}
