// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.api.lookup.DnsAnswer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Record;

import java.util.Optional;

/**
 * Answers questions: from the cache, else from the servers, over aliases too. Safe for many
 * threads; blocks until the deadline at most.
 */
final class Lookups {
    private static final Logger log = LoggerFactory.getLogger(Lookups.class);

    private final NameServers servers;
    private final AnswerCache cache;

    Lookups(NameServers servers, AnswerCache cache) {
        this.servers = servers;
        this.cache = cache;
    }

    DnsAnswer<Record> answer(Question question, Deadline deadline) throws InterruptedException {
        Optional<DnsAnswer<Record>> cached = cache.get(question);
        if (cached.isPresent()) {
            return cached.get();
        }
        DnsAnswer<Record> answer = ask(question, deadline);
        if (answer instanceof DnsAnswer.Unknown<Record>(String reason)) {
            log.debug("dns question=\"{}\" status=unknown ({})", question, reason);
        }
        return answer;
    }

    private DnsAnswer<Record> ask(Question question, Deadline deadline)
            throws InterruptedException {
        Question next = question;
        long ttl = Long.MAX_VALUE;
        int octets = 0;
        boolean authenticated = true;
        for (int asked = 0; asked <= Response.MOST_ALIASES; asked++) {
            switch (servers.ask(next, deadline)) {
                case NameServers.Reply.Failure(String reason) -> {
                    return new DnsAnswer.Unknown<>(reason);
                }
                case NameServers.Reply.Response(var message, boolean vouchedFor) -> {
                    octets += message.numBytes();
                    authenticated &= vouchedFor;
                    switch (Response.read(message, next, authenticated)) {
                        case Response.Reading.Final(var answer, long holds) -> {
                            cache.put(question, answer, Math.min(ttl, holds), octets);
                            return answer;
                        }
                        case Response.Reading.Alias(Question target, long holds) -> {
                            ttl = Math.min(ttl, holds);
                            next = target;
                        }
                    }
                }
            }
        }
        return Response.tooManyAliases();
    }
}
