// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class RelayReportTest {
    private static final String[] KEYS = {
        "listener", "client", "address", "sender", "destination", "answer", "by", "reply", "open"
    };

    @Test
    void listenersThatAreAlikeShareATable() {
        assertThat(
                        print(
                                "mx|any host|203.0.113.1|<a@b>|local domains|permitted|local"
                                        + " domain||false",
                                "mx|any host|203.0.113.1|<a@b>|elsewhere|refused||550 5.7.1"
                                        + " No|false",
                                "mx|10.0.0.0/8|10.0.0.0|<a@b>|local domains|permitted|local"
                                        + " domain||false",
                                "mx|10.0.0.0/8|10.0.0.0|<a@b>|elsewhere|permitted|networks||false",
                                "in|any host|203.0.113.1|<a@b>|local domains|refused||530 5.7.0"
                                        + " No|false",
                                "in|any host|203.0.113.1|<a@b>|elsewhere|refused||530 5.7.0"
                                        + " No|false",
                                "ins|any host|203.0.113.1|<a@b>|local domains|refused||530 5.7.0"
                                        + " No|false",
                                "ins|any host|203.0.113.1|<a@b>|elsewhere|refused||530 5.7.0"
                                        + " No|false"))
                .isEqualTo(
                        """

                        who may send where by mx:

                        CLIENT      LOCAL DOMAINS  ELSEWHERE
                        any host    permitted      refused (550 5.7.1)
                        10.0.0.0/8  permitted      permitted by relay networks

                        who may send where by in, ins:

                        CLIENT    LOCAL DOMAINS        ELSEWHERE
                        any host  refused (530 5.7.0)  refused (530 5.7.0)
                        """);
    }

    @Test
    void whatDiffersByAddressOrSenderHasALineOfItsOwn() {
        assertThat(
                        print(
                                "mx|any host|203.0.113.1|<a@b>|elsewhere|refused||550 5.7.1"
                                        + " No|false",
                                "mx|any"
                                    + " host|203.0.113.1|<a@ours>|elsewhere|permitted|policy.js||true",
                                "mx|any host|2001:db8::1|<a@b>|elsewhere|failed|policy.js|451 4.3.0"
                                        + " X|false"))
                .isEqualTo(
                        """

                        who may send where by mx:

                        CLIENT              ELSEWHERE
                        any host            refused (550 5.7.1)
                          as <a@ours>       permitted by policy.js
                          from 2001:db8::1  failed (451 4.3.0) by policy.js
                        """);
    }

    @Test
    void eachWayToAnOpenRelayIsAWarning() {
        assertThat(
                        report(
                                        "mx|any"
                                            + " host|203.0.113.1|<a@ours>|elsewhere|permitted|policy.js||true",
                                        "mx|0.0.0.0/1|0.0.0.0|<a@b>|elsewhere|permitted|networks||true")
                                .warnings())
                .containsExactly(
                        "OPEN RELAY: listener 'mx' lets any host (203.0.113.1) as <a@ours> send"
                                + " anywhere, by policy.js",
                        "OPEN RELAY: listener 'mx' lets all of 0.0.0.0/1 as <a@b> send anywhere,"
                                + " by networks");
    }

    private static String print(String... rows) {
        StringWriter text = new StringWriter();
        report(rows).print(new PrintWriter(text, true));
        return text.toString();
    }

    private static RelayReport report(String... rows) {
        List<Map<String, String>> all = new ArrayList<>();
        for (String row : rows) {
            String[] cells = row.split("\\|", -1);
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = 0; i < KEYS.length; i++) {
                map.put(KEYS[i], cells[i]);
            }
            all.add(map);
        }
        return new RelayReport(all);
    }
}
