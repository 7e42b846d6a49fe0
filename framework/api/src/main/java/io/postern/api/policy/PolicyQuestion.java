// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Client;
import io.postern.api.mail.Headers;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What the policies of one stage of a session were asked. Its values are views: valid as long as
 * the call they are handed to.
 */
@ProviderType
public sealed interface PolicyQuestion {
    /** Whose session it is. */
    Client client();

    /** {@link ConnectPolicy}. */
    record OnConnect(Client client) implements PolicyQuestion {}

    /** {@link HeloPolicy}; what it said is the client's. */
    record OnHelo(Client client) implements PolicyQuestion {}

    /** {@link LoginPolicy}. */
    record OnLogin(Client client, String account) implements PolicyQuestion {}

    /** {@link SenderPolicy}. */
    record OnSender(Transaction transaction) implements PolicyQuestion {
        @Override
        public Client client() {
            return transaction.client();
        }
    }

    /** {@link RelayPolicy}. */
    record OnRelay(Transaction transaction, Recipient recipient) implements PolicyQuestion {
        @Override
        public Client client() {
            return transaction.client();
        }
    }

    /** {@link RecipientPolicy}. */
    record OnRecipient(Transaction transaction, Recipient recipient) implements PolicyQuestion {
        @Override
        public Client client() {
            return transaction.client();
        }
    }

    /** {@link HeaderPolicy}; the fields as they were before the first policy was asked. */
    record OnHeaders(Transaction transaction, Headers headers) implements PolicyQuestion {
        @Override
        public Client client() {
            return transaction.client();
        }
    }

    /** {@link MessagePolicy}; the message as it was before the first policy was asked. */
    record OnMessage(Transaction transaction, Message message) implements PolicyQuestion {
        @Override
        public Client client() {
            return transaction.client();
        }
    }
}
