// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.http;

import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Failed;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.Peer;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;

/**
 * What an answer means, and whom it blames.
 *
 * @param host of the service
 */
record Answer(String host) {
    private static final int TEXT_LIMIT = 60;

    /**
     * By the status code.
     *
     * @param retryAfter what the service says of when to come again; empty where nothing
     */
    DeliveryOutcome of(int code, String retryAfter) {
        String text = "HTTP " + code + " from " + host;
        Peer peer = new Peer(host, "HTTP " + code);
        if (code / 100 == 2) {
            return new Delivered(new Status.Success(0, 0, text), peer, Reach.RELAYED);
        }
        return switch (code) {
            case 408, 425 -> deferred(4, 2, text, Blame.MESSAGE, peer);
            case 429 -> deferred(4, 5, text + later(retryAfter), Blame.DESTINATION, peer);
            // They speak of us, whatever the message.
            case 401, 403, 407 -> deferred(7, 0, text, Blame.DESTINATION, peer);
            case 413 -> new Failed(new Status.Permanent(3, 4, text), peer);
            default ->
                    switch (code / 100) {
                        case 3 ->
                                deferred(
                                        3,
                                        5,
                                        text + ": redirects aren't followed",
                                        Blame.DESTINATION,
                                        peer);
                        case 4 -> new Failed(new Status.Permanent(3, 0, text), peer);
                        default ->
                                deferred(3, 0, text + later(retryAfter), Blame.DESTINATION, peer);
                    };
        };
    }

    /** There was none. */
    DeliveryOutcome none(Throwable trouble) {
        boolean connecting =
                trouble instanceof ConnectException
                        || trouble instanceof HttpConnectTimeoutException;
        String text =
                connecting ? "no connection to " + host : "connection to " + host + " was lost";
        return new Deferred(
                new Status.Transient(4, connecting ? 1 : 2, text),
                connecting ? Blame.DESTINATION : Blame.MESSAGE,
                new Peer(host, ""),
                !connecting);
    }

    /** There was none in time; the service may have the message. */
    DeliveryOutcome late() {
        return new Deferred(
                new Status.Transient(4, 2, "no answer in time from " + host),
                Blame.DESTINATION,
                new Peer(host, ""),
                true);
    }

    /** The spool has failed. */
    DeliveryOutcome unreadable() {
        return deferred(3, 0, "message can't be read", Blame.MESSAGE, Peer.NONE);
    }

    /** Nothing was sent. */
    DeliveryOutcome notNow(Status.Transient status) {
        return new Deferred(status, Blame.DESTINATION, Peer.NONE);
    }

    private static String later(String retryAfter) {
        if (retryAfter.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(", retry after ");
        retryAfter
                .chars()
                .limit(TEXT_LIMIT)
                .forEach(c -> text.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return text.toString();
    }

    private static DeliveryOutcome deferred(
            int subject, int detail, String text, Blame blame, Peer peer) {
        return new Deferred(new Status.Transient(subject, detail, text), blame, peer);
    }
}
