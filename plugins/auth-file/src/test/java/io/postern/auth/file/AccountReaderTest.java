// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class AccountReaderTest {
    private static List<String> problems(String text) {
        return switch (AccountReader.parse(text)) {
            case Parsed.Good<Accounts> _ -> List.of();
            case Parsed.Bad<Accounts>(List<Problem> problems) ->
                    problems.stream()
                            .map(p -> p.line() + ":" + p.column() + ": " + p.text())
                            .toList();
        };
    }

    @Test
    void aFileOfTheLocalRouterIsFine() {
        assertThat(
                        problems(
                                """
                                alice@a.test: &quota
                                  deep: [{a: {b: [c]}}, d]
                                bob@a.test: *quota
                                carol:
                                "1": {}
                                """))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'a@b.test:\n  password: plain';2:3: what 'a@b.test' has as password is none",
                "'a@b.test: {password: }';1:12: what 'a@b.test' has as password is none",
                "'a@b.test: {password: [a]}';1:12: what 'a@b.test' has as password is none",
                "'a@b.test:\n  x: y\n  scram: x';3:3: what 'a@b.test' has as scram is none",
                "'a@b.test: {senders: [b]}';1:12: 'b' is no mailbox, @domain or *",
                "'a@b.test: {senders: [\"@\"]}';1:12: '@' is no mailbox, @domain or *",
                "'a@b.test: {senders: {}}';1:12: senders must be a list of texts",
                "'a@b.test: {certificates: }';1:12: certificates must be a list of texts",
                "'- a';1:1: not a map of mailboxes"
            })
    void aBrokenFileIsNamedByLineAndColumn(String text, String problem) {
        assertThat(problems(text)).singleElement().asString().startsWith(problem);
    }

    @Test
    void allProblemsOfTheFieldsAreFoundAndNoneTellsASecret() {
        List<String> problems =
                problems("a: {password: hunter2, scram: hunter2}\nb: {password: hunter2}\n");

        assertThat(problems).hasSize(3).noneMatch(problem -> problem.contains("hunter2"));
    }
}
