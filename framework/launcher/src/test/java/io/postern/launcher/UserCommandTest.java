// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.credentials.KeptScram;
import io.postern.credentials.PasswordHash;
import io.postern.credentials.UserEntry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class UserCommandTest {
    private final InputStream before = System.in;
    @TempDir private Path home;

    @AfterEach
    void giveBack() {
        System.setIn(before);
    }

    private Line user(String password, String... words) {
        System.setIn(new ByteArrayInputStream(password.getBytes(StandardCharsets.UTF_8)));
        String[] all = new String[words.length + 2];
        all[0] = "user";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--home=" + home;
        return Line.run(all);
    }

    private Line add(String name, String password) {
        return user(password, "add", "--password-stdin", name);
    }

    private Path file() {
        return home.resolve("conf/users.yaml");
    }

    private UserEntry written(String name) throws IOException {
        return new UserStore(file()).read().find(name).orElseThrow();
    }

    private boolean isPasswordOf(String name, String password) throws IOException {
        String hash = written(name).field("password").orElseThrow().values().getFirst();
        String keys = written(name).field("scram").orElseThrow().values().getFirst();
        boolean byHash = PasswordHash.parse(hash).orElseThrow().matches(password);
        assertThat(KeptScram.parse(keys).orElseThrow().matches(password)).isEqualTo(byHash);
        return byHash;
    }

    @Test
    void theFirstUserMakesTheFileForItsOwnerAlone() throws Exception {
        Line added = add("alice@local.test", "secret\n");

        assertThat(added.err()).isEmpty();
        assertThat(added.exitCode()).isZero();
        assertThat(added.out()).isEqualTo("added alice@local.test to " + file() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(isPasswordOf("alice@local.test", "secret")).isTrue();
        assertThat(isPasswordOf("alice@local.test", "Secret")).isFalse();
        assertThat(Files.readString(file())).doesNotContain("secret");
        assertThat(add("bob@local.test", "x\r\n").exitCode()).isZero();
        assertThat(isPasswordOf("bob@local.test", "x")).isTrue();
        assertThat(home.resolve("conf")).isDirectoryNotContaining(path -> !path.equals(file()));
    }

    @Test
    void modeAndLinkOfTheFileStay() throws Exception {
        Path real = home.resolve("real.yaml");
        Files.writeString(real, "# ours\nbob@local.test:\n");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createDirectories(file().getParent());
        Files.createSymbolicLink(file(), real);

        assertThat(add("alice@local.test", "secret").exitCode()).isZero();
        assertThat(file()).isSymbolicLink();
        assertThat(Files.readString(real)).startsWith("# ours\nbob@local.test:\nalice@");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void passwdChangesThePassword() throws Exception {
        add("alice@local.test", "one\n");

        assertThat(user("two\n", "passwd", "--password-stdin", "alice@local.test").exitCode())
                .isZero();
        assertThat(isPasswordOf("alice@local.test", "two")).isTrue();
        assertThat(isPasswordOf("alice@local.test", "one")).isFalse();
        Line unknown = user("two\n", "passwd", "--password-stdin", "zoe@local.test");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err())
                .isEqualTo("postern: " + file() + ": there is no 'zoe@local.test'\n");
    }

    @Test
    void aUserThatIsThereIsRefusedBeforeAnybodyTypes() {
        add("alice@local.test", "one\n");

        Line again = user("", "add", "--password-stdin", "Alice@local.test");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("'Alice@local.test' is there already, in line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "@a.test",
                "a@",
                "a@b@c",
                "a..b@c.test",
                "a@b..test",
                "<a@b.test>",
                "a@b.test,c@d.test",
                "a\n@b.test",
                "a@-b.test",
                "a@b-.test"
            })
    void whatIsNoMailboxIsUsage(String name) {
        Line refused = add(name, "secret\n");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(file()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "o'hara@a.test", "böb@bücher.test", "a+b@x"})
    void whatIsOneIsTaken(String name) {
        assertThat(add(name, "secret\n").exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "a\u0000b\n"})
    void whatIsNoPasswordIsUsage(String line) {
        assertThat(add("alice@local.test", line).exitCode()).isEqualTo(2);
        assertThat(file()).doesNotExist();
    }

    @Test
    void withoutATerminalThereIsNothingToAskOn() {
        Line refused = user("", "add", "alice@local.test");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--password-stdin");
    }

    @Test
    void listTellsNoSecrets() throws Exception {
        add("alice@local.test", "secret\n");
        Files.writeString(
                file(), Files.readString(file()) + "bob@local.test: {senders: ['@local.test']}\n");

        Line table = user("", "list");
        assertThat(table.exitCode()).isZero();
        assertThat(table.out().lines())
                .containsExactly(
                        "USER              LOGS IN BY       SENDERS",
                        "alice@local.test  password, scram",
                        "bob@local.test                     @local.test",
                        "2 users in " + file());
        Json json = Json.parse(user("", "list", "--json").out());
        assertThat(json.objects("users"))
                .extracting(one -> one.text("name") + " " + one.flag("password"))
                .containsExactly("alice@local.test true", "bob@local.test false");
        assertThat(json.toString()).doesNotContain("$");
        assertThat(
                        Json.parse(user("", "list", "--json", "--file=none.yaml").out())
                                .objects("users"))
                .isEmpty();
    }

    @Test
    void removeRemovesAndADryRunOnlySaysSo() throws Exception {
        add("alice@local.test", "secret\n");

        assertThat(user("", "remove", "--dry-run", "alice@local.test").out())
                .startsWith("would remove alice@local.test");
        assertThat(written("alice@local.test").fields()).hasSize(2);
        assertThat(user("", "remove", "alice@local.test").exitCode()).isZero();
        assertThat(Files.readString(file())).isEqualTo("{}\n");
        assertThat(user("", "remove", "alice@local.test").exitCode()).isEqualTo(1);
        assertThat(user("", "remove", "--dry-run", "alice@local.test").exitCode()).isEqualTo(1);
    }

    @Test
    void theFileIsThatOfTheConfiguration() throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(
                home.resolve("conf/postern.yaml"),
                """
                auth:
                  - type: jwt
                  - type: file
                    file: etc/people.yaml
                """);

        assertThat(add("alice@local.test", "secret\n").exitCode()).isZero();
        assertThat(home.resolve("etc/people.yaml")).exists();
        Files.writeString(home.resolve("conf/postern.yaml"), "auth: [\n");
        Line broken = add("bob@local.test", "secret\n");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.err()).contains("conf/postern.yaml is broken", "--file");
        assertThat(user("x\n", "add", "--password-stdin", "--file=conf/u.yaml", "b@c").exitCode())
                .isZero();
    }
}
