// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

class MessageEditTest {
    static Stream<String> texts() {
        return Stream.of(
                "",
                "\r\n",
                "one\r\n\r\ntwo\r\n",
                "x".repeat(998) + "\r\n",
                "ö".repeat(499) + "\r\n");
    }

    static Stream<String> noTexts() {
        return Stream.of(
                "x",
                "\n",
                "\r",
                "x\n",
                "x\ny\r\n",
                "x\ry\r\n",
                "\r\r\n",
                "x\0\r\n",
                "x".repeat(999) + "\r\n",
                "ö".repeat(500) + "\r\n",
                "x\r\n".repeat(22_000));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void linesGoAroundABody(String text) {
        assertThatNoException().isThrownBy(() -> new MessageEdit.Wrap(text, text));
    }

    @ParameterizedTest
    @MethodSource("noTexts")
    void whatIsNotLinesDoesNot(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new MessageEdit.Wrap(text, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new MessageEdit.Wrap("", text));
    }
}
