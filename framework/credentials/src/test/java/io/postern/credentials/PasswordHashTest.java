// SPDX-License-Identifier: Apache-2.0
package io.postern.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final String SHA_512 =
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1";

    private static PasswordHash kept(String text) {
        return PasswordHash.parse(text).orElseThrow();
    }

    @Test
    void oursIsArgon2idInThePhcFormAndDifferentEachTime() {
        PasswordHash hash = PasswordHash.of("secret");

        assertThat(hash.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(PasswordHash.of("secret").text()).isNotEqualTo(hash.text());
        assertThat(kept(hash.text()).matches("secret")).isTrue();
        assertThat(kept(hash.text()).matches("Secret")).isFalse();
        assertThat(kept(hash.text()).matches("")).isFalse();
    }

    /** Each made by another program: crypt(3) of glibc, OpenBSD's and the PHC's test vectors. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "password"
                    + " $argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "password"
                    + " $argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
                "password"
                    + " $argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
                "U*U $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "U*U $2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "U*U $2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
            })
    void hashesOfOtherProgramsAreUnderstood(String password, String hash) {
        assertThat(kept(hash).matches(password)).isTrue();
        assertThat(kept(hash).matches(password + "x")).isFalse();
    }

    /** Made by openssl passwd and by crypt(3) of glibc. */
    @Test
    void shaCryptIsUnderstood() {
        assertThat(kept(SHA_512).matches("Hello world!")).isTrue();
        assertThat(kept(SHA_512).matches("Hello world")).isFalse();
        assertThat(
                        kept("$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA")
                                .matches("Hello world!"))
                .isTrue();
        assertThat(
                        kept("$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5")
                                .matches("Hello world!"))
                .isTrue();
    }

    @Test
    void differentSpellingsOfOneTextAreOnePassword() {
        PasswordHash hash = PasswordHash.of("e\u0301te\u00a0x");

        assertThat(hash.matches("\u00e9te x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "{SSHA}abc",
                "$1$salt$0123456789012345678901",
                "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=999,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=64$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=1,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQxx$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "$2y$05$CCCCCCCCCCCCCCCCCCCCC",
                "$6$rounds=999999999$saltstring$short"
            })
    void whatIsUnknownOrCostsTooMuchIsNone(String text) {
        assertThat(PasswordHash.parse(text)).isEmpty();
    }

    @Test
    void aPasswordThatCanBeIsNoProblem() {
        assertThat(PasswordHash.problem("pass word é")).isEmpty();
        assertThat(PasswordHash.problem("")).isNotEmpty();
        assertThat(PasswordHash.problem("a\0b")).isNotEmpty();
        assertThat(PasswordHash.problem("a\nb")).isNotEmpty();
        assertThat(PasswordHash.problem("x".repeat(513))).isNotEmpty();
        assertThat(PasswordHash.of("x").matches("x".repeat(100_000))).isFalse();
    }

    @Test
    void aLongPasswordIsNoMatchOfBcryptAndNoError() {
        PasswordHash hash = kept("$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");

        assertThat(hash.matches("x".repeat(512))).isFalse();
    }

    @Test
    void itDoesNotTellItself() {
        assertThat(kept(SHA_512).toString()).doesNotContain("saltstring");
    }
}
