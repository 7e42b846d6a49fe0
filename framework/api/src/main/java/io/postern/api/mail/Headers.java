// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;

/** A header section (RFC 5322 section 2.2). Safe for use by several threads. */
@ProviderType
public interface Headers {
    /** The fields from the top, at most the first 1 MiB of them. */
    List<HeaderField> headers();

    /** The value of the topmost field of that name. */
    default Optional<String> header(String name) {
        return headers().stream()
                .filter(field -> field.is(name))
                .map(HeaderField::value)
                .findFirst();
    }
}
