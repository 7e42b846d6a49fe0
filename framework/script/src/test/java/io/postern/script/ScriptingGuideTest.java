// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of SCRIPTING.md load, and those with a test beside them pass it. */
@Timeout(120)
class ScriptingGuideTest {
    @TempDir private Path home;

    @Test
    void examplesPassTheirTests() throws Exception {
        List<GuideExample> examples = GuideExample.all();
        assertThat(examples).hasSizeGreaterThan(6);
        try (ScriptTests runner = new ScriptTests(home)) {
            for (GuideExample example : examples) {
                Path script = example.write(home.resolve("scripts"));
                TestRun run = runner.run(script);
                assertThat(run.outcomes())
                        .as(example.script())
                        .isNotEmpty()
                        .extracting(TestOutcome::failure)
                        .containsOnly("");
            }
        }
    }

    @Test
    void eachHookAndFunctionHasAnExample() throws IOException {
        String scripts =
                String.join("\n", GuideExample.all().stream().map(GuideExample::script).toList());
        for (ScriptHook<?> hook : ScriptHook.ALL) {
            assertThat(scripts).contains("function " + hook.function() + "(");
        }
        String module = GuideExample.declarations("postern");
        Matcher function = Pattern.compile("    function (\\w+)\\(").matcher(module);
        while (function.find()) {
            assertThat(scripts).containsPattern("\\b" + function.group(1) + "\\(");
        }
        Matcher group =
                Pattern.compile("    const (\\w+): \\{(.*?)\n    \\};", Pattern.DOTALL)
                        .matcher(module);
        while (group.find()) {
            Matcher member = Pattern.compile("\n        (\\w+)\\(").matcher(group.group(2));
            while (member.find()) {
                assertThat(scripts).contains(group.group(1) + "." + member.group(1) + "(");
            }
        }
    }
}
