// SPDX-License-Identifier: Apache-2.0
/**
 * Mail as everybody sees it: the envelope and its parts, the message apart from it, status codes.
 */
@Version("1.1.0")
@Export
@NullMarked
package io.postern.api.mail;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
