// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Mailbox;
import io.postern.queue.QueueControl.Waiting;
import io.postern.spool.SpooledMessage;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A filter made ready to be held against many messages. Safe for many threads. */
final class FilterMatch {
    private final String domain;
    private final Set<String> sites;
    private final Set<String> siteDomains;
    private final Optional<Pattern> sender;
    private final Optional<Pattern> recipient;
    private final String state;
    private final Optional<Pattern> reason;
    private final Duration older;
    private final Duration younger;
    private final long larger;
    private final long smaller;
    private final boolean anySite;
    private final Instant now;

    /**
     * Of a filter.
     *
     * @param sites the names of those that are meant, where it says which
     * @param siteDomains the domains whose mail is known to go there
     */
    FilterMatch(QueueFilter filter, Set<String> sites, Set<String> siteDomains, Instant now) {
        this.domain = filter.text("domain").toLowerCase(Locale.ROOT);
        this.anySite = filter.text("site").isEmpty();
        this.sites = sites;
        this.siteDomains = siteDomains;
        this.sender = glob(filter.text("sender"));
        this.recipient = glob(filter.text("recipient"));
        this.state = filter.text("state");
        this.reason =
                Optional.of(filter.text("reason"))
                        .filter(t -> !t.isEmpty())
                        .map(QueueFilter::compile);
        this.older = filter.span("older");
        this.younger = filter.span("younger");
        this.larger = filter.octets("larger");
        this.smaller = filter.octets("smaller");
        this.now = now;
    }

    /** Whether the message is meant, its recipients apart. */
    boolean message(SpooledMessage message) {
        Duration age = Spooled.age(message, now);
        return (older.isZero() || age.compareTo(older) > 0)
                && (younger.isZero() || age.compareTo(younger) < 0)
                && (larger < 0 || message.size() > larger)
                && (smaller < 0 || message.size() < smaller)
                && sender.map(s -> s.matcher(message.reversePath().toString()).matches())
                        .orElse(true);
    }

    /** Whether a recipient that waits is meant. */
    boolean recipient(Mailbox mailbox, Waiting waiting) {
        String home = mailbox.domain().toString().toLowerCase(Locale.ROOT);
        return (state.isEmpty() || state.equals(waiting.state()))
                && (domain.isEmpty() || NamePattern.matches(domain, home))
                && (anySite
                        || (waiting.site().isEmpty()
                                ? siteDomains.contains(home)
                                : sites.contains(waiting.site())))
                && recipient.map(r -> r.matcher(mailbox.toString()).matches()).orElse(true)
                && reason.map(r -> r.matcher(waiting.reason()).find()).orElse(true);
    }

    /**
     * An address with {@code *} for anything, {@code @domain} for all of a domain, {@code <>} for
     * the null reverse-path.
     */
    static Optional<Pattern> glob(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String whole = text.startsWith("@") ? "*" + text : text.equals("<>") ? "" : text;
        StringBuilder pattern = new StringBuilder();
        for (String part : whole.split("\\*", -1)) {
            pattern.append(pattern.isEmpty() ? "" : ".*");
            pattern.append(Pattern.quote(part));
        }
        return Optional.of(Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE));
    }
}
