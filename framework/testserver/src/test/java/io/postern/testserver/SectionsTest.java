// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SectionsTest {
    private static final Sections FILE =
            Sections.of("# a comment\nhostname: mx.test\nrelay:\n  networks: [127.0.0.0/8]\n");

    @Test
    void sectionReplacesThatOfItsName() {
        assertThat(FILE.with(Sections.of("relay: {}\nqueue:\n  paused: true")).yaml())
                .isEqualTo("hostname: mx.test\nrelay: {}\nqueue:\n  paused: true\n");
    }

    @Test
    void nothingChangesNothing() {
        assertThat(FILE.with(Sections.of(""))).isEqualTo(FILE);
    }

    @Test
    void textThatIsNoSectionIsRefused() {
        assertThatThrownBy(() -> Sections.of("  - name: smtp\nrelay: {}"))
                .hasMessageContaining("- name: smtp");
    }
}
