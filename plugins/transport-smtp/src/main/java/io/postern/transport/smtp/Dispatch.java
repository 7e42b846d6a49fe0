// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.smtp.Command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a message goes to one host.
 *
 * @param mail what begins each transaction
 * @param rcpts what names each recipient, in order; those who can't be named there aren't in it
 * @param impossible why others can't get it there
 * @param chunked by BDAT rather than DATA
 * @param reach who reports success
 */
record Dispatch(
        Command.Mail mail,
        Map<Recipient, Command.Rcpt> rcpts,
        Map<Recipient, DeliveryOutcome> impossible,
        boolean chunked,
        Reach reach) {
    Dispatch {
        rcpts = Collections.unmodifiableMap(new LinkedHashMap<>(rcpts));
        impossible = Map.copyOf(impossible);
    }
}
