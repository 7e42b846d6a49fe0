// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.OptionalLong;

/** MAIL to end of DATA, as far as it has come. A view of it for the hook it is handed to. */
@ProviderType
public interface Transaction {
    /** Who sends. */
    Client client();

    /** What MAIL FROM said, or a policy on the message since. */
    ReversePath reversePath();

    /** The recipients taken so far, in order, behind them those that policies added. */
    List<Recipient> recipients();

    /** What MAIL's other parameters asked. */
    MailOptions options();

    /** SIZE of MAIL FROM (RFC 1870), octets; empty where nothing was said. */
    OptionalLong declaredSize();
}
