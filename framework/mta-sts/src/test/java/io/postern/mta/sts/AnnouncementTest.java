// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** RFC 8461 section 3.1. */
class AnnouncementTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1; id=20260101T1",
                "v=STSv1;id=20260101T1;",
                "v=STSv1 ;\tid=20260101T1 ; ",
                "v=STSv1; more=x:y,z; id=20260101T1",
                "v=STSv1; xid=1; id=20260101T1; id=2"
            })
    void theIdIsRead(String record) {
        assertThat(Announcement.id(List.of("v=spf1 -all", record))).contains("20260101T1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1",
                "v=STSv1;",
                "v=STSv1; id=",
                "v=STSv1; id=a-b",
                "v=STSv1; id=123456789012345678901234567890123",
                "v=STSv1; ID=1",
                "v=STSv1 id=1",
                "V=STSv1; id=1",
                "v=STSv2; id=1",
                " v=STSv1; id=1",
                "v=STSv1; id=1; x",
                "v=STSv1; id=1; x=a=b",
                "v=STSv1;; id=1",
                "id=1; v=STSv1"
            })
    void anythingElseAnnouncesNothing(String record) {
        assertThat(Announcement.id(List.of(record))).isEmpty();
    }

    @Test
    void twoRecordsAnnounceNothing() {
        assertThat(Announcement.id(List.of("v=STSv1; id=1", "v=STSv1; id=1"))).isEmpty();
        assertThat(Announcement.id(List.of())).isEmpty();
    }
}
