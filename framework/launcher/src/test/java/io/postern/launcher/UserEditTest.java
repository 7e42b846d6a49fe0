// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

class UserEditTest {
    private static final Path FILE = Path.of("/home/conf/users.yaml");
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("password", "$new");
        FIELDS.put("scram", "SCRAM$x");
    }

    private static final String NEW = "  password: \"$new\"\n  scram: \"SCRAM$x\"\n";

    private static final String TEXT =
            """
            # Who has a mailbox.
            alice@a.test:     # since 1998
              quota: 5GiB
              password: "$old"   # from the old system

            # Bob is away.
            bob@a.test:
            carol@a.test: {}  # to come
            dave@a.test: {password: $old, senders: ["@a.test"]}
            erin@a.test:
              senders:
                - "@a.test"
            frank@a.test: ~   # ends it
            """;

    private static UserEdit edit(String text) {
        return new UserEdit(FILE, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nobody yet\n", "# nobody yet", "\n\n"})
    void theFirstUserIsAddedToATextOfNone(String text) {
        String ended = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";

        assertThat(edit(text).add("alice@a.test", FIELDS))
                .isEqualTo(ended + "alice@a.test:\n" + NEW);
    }

    @Test
    void anotherUserIsAddedAtTheEnd() {
        assertThat(edit(TEXT).add("zoe@a.test", FIELDS)).isEqualTo(TEXT + "zoe@a.test:\n" + NEW);
        assertThat(edit("a:").add("b", FIELDS)).isEqualTo("a:\nb:\n" + NEW);
        assertThat(edit("a:\n# the end\n").add("b", FIELDS))
                .isEqualTo("a:\nb:\n" + NEW + "# the end\n");
        assertThat(edit("---\na:\n...\n").add("b", FIELDS))
                .isEqualTo("---\na:\nb:\n" + NEW + "...\n");
    }

    @Test
    void bracesOfNobodyGiveWay() {
        assertThat(edit("# none\n{}  # yet\n").add("b", FIELDS)).isEqualTo("# none\nb:\n" + NEW);
    }

    @Test
    void indentAndLineEndsAreKept() {
        assertThat(edit("  a:\r\n").add("b", Map.of("password", "$x")))
                .isEqualTo("  a:\r\n  b:\r\n    password: \"$x\"\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "o'hara@a.test; \"o'hara@a.test\":",
                "null; \"null\":",
                "1@a.test; \"1@a.test\":",
                "a.b+c-d@a-b.test; a.b+c-d@a-b.test:"
            })
    void aNameIsQuotedWhereYamlWouldTakeItForSomethingElse(String name, String key) {
        assertThat(edit("").add(name, Map.of())).isEqualTo(key + "\n");
        assertThat(edit(edit("").add(name, Map.of())).find(name)).isPresent();
    }

    @Test
    void aFieldThatIsThereGetsAnotherValueAndTheRestStays() {
        assertThat(edit(TEXT).set("Alice@a.test", FIELDS))
                .isEqualTo(
                        TEXT.replace("  quota: 5GiB\n", "  scram: \"SCRAM$x\"\n  quota: 5GiB\n")
                                .replace("\"$old\"   # from", "\"$new\"   # from"));
    }

    @Test
    void fieldsComeToAUserThatHadNone() {
        assertThat(edit(TEXT).set("bob@a.test", FIELDS))
                .isEqualTo(TEXT.replace("bob@a.test:\n", "bob@a.test:\n" + NEW));
        assertThat(edit(TEXT).set("frank@a.test", FIELDS))
                .isEqualTo(
                        TEXT.replace(
                                "frank@a.test: ~   # ends it\n",
                                "frank@a.test:    # ends it\n" + NEW));
        assertThat(edit("a:").set("a", FIELDS)).isEqualTo("a:\n" + NEW);
    }

    @Test
    void fieldsInBracesStayThere() {
        assertThat(edit(TEXT).set("carol@a.test", Map.of("password", "$new")))
                .isEqualTo(TEXT.replace("{}", "{password: \"$new\"}"));
        assertThat(edit(TEXT).set("dave@a.test", FIELDS))
                .isEqualTo(
                        TEXT.replace(
                                "{password: $old,", "{scram: \"SCRAM$x\", password: \"$new\","));
    }

    @Test
    void aFieldWithoutAValueGetsOne() {
        assertThat(edit("a:\n  password:\n  x: y\n").set("a", Map.of("password", "$new")))
                .isEqualTo("a:\n  password: \"$new\"\n  x: y\n");
    }

    @Test
    void aUserIsRemovedAndTheCommentsStay() {
        assertThat(edit(TEXT).remove("alice@a.test"))
                .isEqualTo(TEXT.replaceFirst("(?s)alice@a.test.*old system\n", ""));
        assertThat(edit(TEXT).remove("erin@a.test"))
                .isEqualTo(TEXT.replaceFirst("(?s)erin@a.test.*?\n(?=frank)", ""));
        assertThat(edit(TEXT).remove("frank@a.test"))
                .isEqualTo(TEXT.replaceFirst("frank@a.test.*\n", ""));
    }

    @Test
    void withTheLastUserTheListOfNobodyIsLeft() {
        assertThat(edit("# all\na:\n  x: y\n# end\n").remove("a")).isEqualTo("# all\n{}\n# end\n");
        assertThat(edit(edit("a:").remove("a")).add("b", Map.of())).isEqualTo("b:\n");
    }

    @Test
    void aBlockOfTextIsRemovedWhole() {
        assertThat(edit("a:\n  note: |\n    one\n    two\nb:\n").remove("a")).isEqualTo("b:\n");
    }

    @Test
    void whatIsThereIsNotAddedAndWhatIsNotIsNotChanged() {
        assertThatThrownBy(() -> edit(TEXT).add("ALICE@a.test", FIELDS))
                .hasMessage(FILE + ": 'ALICE@a.test' is there already, in line 2");
        assertThatThrownBy(() -> edit(TEXT).set("zoe@a.test", FIELDS))
                .hasMessage(FILE + ": there is no 'zoe@a.test'");
        assertThatThrownBy(() -> edit("").remove("zoe@a.test"))
                .hasMessage(FILE + ": there is no 'zoe@a.test'");
    }

    @Test
    void aBrokenFileIsNamedByLineAndColumn() {
        assertThatThrownBy(() -> edit("a:\nb: 7\n"))
                .isInstanceOf(CommandException.class)
                .hasMessage(FILE + ":2:1: what 'b' has must be a map or nothing");
    }

    @Test
    void whatWouldChangeMoreThanItShouldIsLeftToPeople() {
        String shared = "a: &shared {password: x}\nb: *shared\n";
        assertThatThrownBy(() -> edit(shared).set("b", FIELDS)).hasMessageContaining("by hand");
        assertThatThrownBy(() -> edit(shared).remove("a")).hasMessageContaining("by hand");
        assertThat(edit(shared).remove("b")).isEqualTo("a: &shared {password: x}\n");
        assertThatThrownBy(() -> edit("{a: {}, b: {}}\n").add("c", FIELDS))
                .hasMessageContaining("by hand");
        assertThatThrownBy(() -> edit("{a: {}, b: {}}\n").remove("b"))
                .hasMessageContaining("by hand");
    }
}
