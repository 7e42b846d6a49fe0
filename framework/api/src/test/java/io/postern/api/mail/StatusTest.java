// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.postern.api.policy.HeaderEdit;

import org.junit.jupiter.api.Test;

class StatusTest {
    @Test
    void classDigitIsTheType() {
        assertThat(new Status.Success(1, 5, "ok")).hasToString("2.1.5 ok");
        assertThat(new Status.Transient(3, 0, "busy")).hasToString("4.3.0 busy");
        assertThat(new Status.Permanent(7, 1, "no")).hasToString("5.7.1 no");
    }

    @Test
    void textStaysOnOneLine() {
        assertThat(new Status.Permanent(7, 1, "no\r\n250 ok").text()).isEqualTo("no  250 ok");
    }

    @Test
    void digitsBeyondThreeAreNoCode() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Status.Success(1000, 0, ""));
    }

    @Test
    void editsCannotBringALineBreakOrAStrangeName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HeaderEdit.Add("Subject", "a\r\nBcc: b@example.org"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HeaderEdit.Add("Subject: x\r\nBcc", "b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeaderEdit.Remove(""));
    }
}
