// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;

class ReportTemplateTest {
    @Test
    void placesAreFilledAndRecipientsPutIn() {
        ReportTemplate template =
                good(
                        "Subject: Mail at ${host}\n\nDear ${sender},\nit costs $$5 and $${host}\n"
                                + "${recipients}\nBye\n");
        Map<String, String> values = Map.of("host", "mx.test", "sender", "$1@x.test\\");

        assertThat(template.subject(values)).isEqualTo("Mail at mx.test");
        assertThat(template.text(values, "<a>\r\n"))
                .isEqualTo("Dear $1@x.test\\,\r\nit costs $5 and ${host}\r\n<a>\r\nBye\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Hello, 1, 1, the first line must be 'Subject: '",
                "Subject: , 1, 1, the first line must be 'Subject: '",
                "Subject: x|text, 2, 1, an empty line must be between",
                "Subject: x||a ${hots}, 3, 3, there is no ${hots} in failed reports",
                "Subject: x||until ${until}, 3, 7, there is no ${until} in failed reports",
                "Subject: ${recipients}, 1, 10, ${recipients} must stand in a line of its own",
                "Subject: x||to ${recipients}, 3, 4, ${recipients} must stand in a line of its own",
                "Subject: x||costs $5, 3, 7, write $$ for a dollar sign",
                "Subject: x||${host, 3, 1, write $$ for a dollar sign",
                "Subject: x||nobody, 0, 0, ${recipients} must stand in a line of its own",
            })
    void whatIsWrongIsSaidWithItsPlace(String file, int line, int column, String text) {
        assertThat(bad(ReportKind.FAILED, file.replace('|', '\n')))
                .anySatisfy(
                        problem -> {
                            assertThat(problem.line()).isEqualTo(line);
                            assertThat(problem.column()).isEqualTo(column);
                            assertThat(problem.text()).startsWith(text);
                        });
    }

    @Test
    void controlCharactersAndEndlessTextsAreRefused() {
        assertThat(bad(ReportKind.FAILED, "Subject: x\n\nbell \u0007\n${recipients}\n"))
                .containsExactly(new Problem(3, 6, "control character"));
        assertThat(bad(ReportKind.FAILED, "Subject: x\n\n${recipients}\n" + "x\n".repeat(10_000)))
                .singleElement()
                .satisfies(p -> assertThat(p.text()).startsWith("longer than"));
    }

    @ParameterizedTest
    @EnumSource
    void eachKindHasItsWordsInEnglish(ReportKind kind) {
        ReportTemplates.Chosen chosen = ReportTemplates.BUILT_IN.choose(kind, List.of());

        assertThat(chosen.language()).isEqualTo("en");
        assertThat(chosen.template().text(Map.of("host", "mx.test"), "<ann>\r\n"))
                .contains("mx.test", "<ann>\r\n");
    }

    private static ReportTemplate good(String file) {
        return ((Parsed.Good<ReportTemplate>) ReportTemplate.read(ReportKind.FAILED, file)).value();
    }

    private static List<Problem> bad(ReportKind kind, String file) {
        return ((Parsed.Bad<ReportTemplate>) ReportTemplate.read(kind, file)).problems();
    }
}
