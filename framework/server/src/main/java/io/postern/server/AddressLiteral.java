// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.net.Inet6Address;
import java.net.InetAddress;

/** An address as SMTP writes it (RFC 5321 section 4.1.3). */
final class AddressLiteral {
    private AddressLiteral() {}

    static String of(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }
}
