// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

class TableTest {
    @Test
    void columnsAreAlignedAndNumbersFlushRight() {
        StringWriter text = new StringWriter();
        Table table = new Table("NAME", ">SIZE", "WHY");
        table.row("a", 5, "").row("longer", 1234, "because of a long reason");
        try (PrintWriter out = new PrintWriter(text)) {
            table.print(out);
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "NAME    SIZE  WHY",
                        "a          5",
                        "longer  1234  because of a long reason");
    }
}
