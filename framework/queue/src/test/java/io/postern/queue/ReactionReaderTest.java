// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;
import io.postern.api.transport.Peer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class ReactionReaderTest {
    @Test
    void readsARule() throws Exception {
        List<Reaction> rules =
                good(
                        """
                        - reply: '421 4\\.7\\.0 .*TSS04'
                          hosts: ["*.yahoodns.net"]
                          action: suspend-source
                          for: 2h
                        - {reply: too fast, action: slow, part: 0.25}
                        """);

        assertThat(rules).hasSize(2);
        assertThat(rules.getFirst().time()).isEqualTo(Duration.ofHours(2));
        assertThat(rules.getFirst().matches(new Peer("mta5.am0.yahoodns.net", "421 4.7.0 [TSS04]")))
                .isTrue();
        assertThat(rules.getFirst().matches(new Peer("mx.example.org", "421 4.7.0 [TSS04]")))
                .isFalse();
        assertThat(rules.getLast().action()).isEqualTo(Reaction.Action.SLOW);
        assertThat(rules.getLast().part()).isEqualTo(0.25);
        assertThat(rules.getLast().matches(new Peer("mx.example.org", "450 4.7.1 Too fast")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}|1:1|expected a list of rules
                    - word|1:3|a rule must be keys and values
                    - {reply: a}|1:3|a rule needs 'action'
                    - {reply: a, action: wait}|1:22|'wait' is none of suspend-site
                    - {reply: '(', action: slow}|1:11|no regular expression
                    - {reply: a, action: slow, for: 9d}|1:33|'9d' is no time up to 5d
                    - {reply: a, action: slow, part: 2}|1:34|'2' is no part
                    - {reply: a, when: b}|1:14|unknown key
                    - {reply: a, reply: b, action: slow}|1:14|'reply' stands here twice
                    """)
    void saysWhatIsWrongAndWhere(String text, String place, String problem) {
        assertThat(ReactionReader.read(text)).isInstanceOf(Parsed.Bad.class);
        Problem found = ((Parsed.Bad<List<Reaction>>) ReactionReader.read(text)).problems().get(0);
        assertThat(found.line() + ":" + found.column()).isEqualTo(place);
        assertThat(found.text()).contains(problem);
    }

    /** Replies as they were seen, and what the file that ships does about them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mta5.am0.yahoodns.net|421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1|SUSPEND_SOURCE
                    mta5.am0.yahoodns.net|553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed.|SUSPEND_SOURCE
                    aspmx.l.google.com|421 4.7.28 [192.0.2.1] Our system has detected an unusual rate of unsolicited mail originating from your IP address.|SLOW
                    aspmx.l.google.com|421 4.7.0 Try again later, closing connection.|SLOW
                    aspmx.l.google.com|450 4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend your message at a later time.|
                    hotmail-com.olc.protection.outlook.com|451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. (S775)|SLOW
                    hotmail-com.olc.protection.outlook.com|550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).|SUSPEND_SOURCE
                    mx01.mail.icloud.com|451 4.7.1 Service unavailable - try again later|SLOW
                    mx01.mail.icloud.com|421 4.7.1 Messages to a@icloud.com deferred due to excessive volume. Try again later|
                    mx2.mxge.comcast.net|421 4.1.0 192.0.2.1 Throttled - try again later. http://postmaster.comcast.net/error-codes#RL000001|SLOW
                    mx2.mxge.comcast.net|554 resimta 192.0.2.1 Comcast requires... BL000000|SUSPEND_SOURCE
                    smtp-in.orange.fr|421 mwinf5c04 ME Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. OFR004_104 [104]|SLOW
                    smtp-in.orange.fr|421 mwinf5c04 ME Service refuse. Veuillez essayer plus tard. Service refused, please try later. OFR_999 [999]|SLOW
                    mx00.gmx.net|554 gmx.net (mxgmx104) Nemesis ESMTP Service not available No SMTP service IP address is block listed. For explanation visit https://postmaster.gmx.net/en/case|SUSPEND_SOURCE
                    mx00.kundenserver.de|421 Rate limit reached. Please try again later|SLOW
                    mx03.t-online.de|554 IP=192.0.2.1 - None/bad reputation. Ask your postmaster for help or to contact tobr@rx.t-online.de for reset. (NOWL)|SUSPEND_SOURCE
                    mx3.qq.com|550 Ip frequency limited. http://service.mail.qq.com/cgi-bin/help|SLOW
                    mx.example.org|421 4.7.0 Error: too many connections from 192.0.2.1|SLOW
                    mx.example.org|554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.spamcop.net; Blocked - see https://www.spamcop.net/bl.shtml?192.0.2.1|SUSPEND_SOURCE
                    mx.example.org|450 4.2.0 <a@example.org>: Recipient address rejected: Greylisted|
                    mx.example.org|550 5.1.1 <too.many.connections@example.org>: no such user|
                    mx.example.org|452 4.2.2 The email account that you tried to reach is over quota|
                    """)
    void theFileThatShipsKnowsWhatReceiversSay(String host, String reply, Reaction.Action action)
            throws Exception {
        String text =
                Files.readString(
                        Path.of("../../distribution/src/main/conf/reactions.yaml").toRealPath());

        Optional<Reaction.Action> done =
                good(text).stream()
                        .filter(rule -> rule.matches(new Peer(host, reply)))
                        .map(Reaction::action)
                        .findFirst();
        assertThat(done).isEqualTo(Optional.ofNullable(action));
    }

    private static List<Reaction> good(String text) {
        return switch (ReactionReader.read(text)) {
            case Parsed.Good<List<Reaction>>(List<Reaction> rules) -> rules;
            case Parsed.Bad<List<Reaction>>(List<Problem> problems) ->
                    throw new AssertionError(problems.toString());
        };
    }
}
