// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/** {@code crypto} of the host module. */
final class CryptoFunctions implements HostFunctions {
    /** By the names that scripts use. */
    private static final Map<String, String> MACS =
            Map.of(
                    "md5", "HmacMD5",
                    "sha1", "HmacSHA1",
                    "sha256", "HmacSHA256",
                    "sha512", "HmacSHA512");

    private static final int MOST_RANDOM = 1024;

    private final SecureRandom random = new SecureRandom();

    @Override
    public Map<String, Object> functions(Worker worker) {
        Map<String, Object> functions = new HashMap<>();
        functions.put("cryptoSha256", hash("SHA-256"));
        functions.put("cryptoSha512", hash("SHA-512"));
        functions.put("cryptoSha1", hash("SHA-1"));
        functions.put("cryptoMd5", hash("MD5"));
        functions.put("cryptoHmac", function(CryptoFunctions::hmac));
        functions.put("cryptoRandom", function(this::random));
        functions.put("cryptoUuid", function(_ -> UUID.randomUUID().toString()));
        functions.put("cryptoEqual", function(CryptoFunctions::equal));
        return functions;
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    private static ProxyExecutable hash(String algorithm) {
        return call ->
                encoded(call, 1, Digests.digest(algorithm, Arguments.octets(call, 0, "data")));
    }

    private static Object hmac(Value... call) {
        String algorithm = MACS.get(Arguments.text(call, 0, "algorithm"));
        if (algorithm == null) {
            throw new IllegalArgumentException("algorithm must be sha256, sha512, sha1 or md5");
        }
        return encoded(
                call,
                3,
                Digests.hmac(
                        algorithm,
                        Arguments.octets(call, 1, "key"),
                        Arguments.octets(call, 2, "data")));
    }

    private Object random(Value... call) {
        Arguments.require(call, 0, "length");
        if (!call[0].fitsInInt() || call[0].asInt() < 1 || call[0].asInt() > MOST_RANDOM) {
            throw new IllegalArgumentException("length must be from 1 to " + MOST_RANDOM);
        }
        byte[] octets = new byte[call[0].asInt()];
        random.nextBytes(octets);
        return encoded(call, 1, octets);
    }

    /** Takes as long for two that differ in the first octet as for two that don't differ. */
    private static Object equal(Value... call) {
        return MessageDigest.isEqual(
                Arguments.octets(call, 0, "one"), Arguments.octets(call, 1, "other"));
    }

    private static String encoded(Value[] call, int index, byte[] octets) {
        boolean given = call.length > index && !call[index].isNull();
        return switch (given ? Arguments.text(call, index, "encoding") : "hex") {
            case "hex" -> HexFormat.of().formatHex(octets);
            case "base64" -> Base64.getEncoder().encodeToString(octets);
            case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
            default ->
                    throw new IllegalArgumentException("encoding must be hex, base64 or base64url");
        };
    }
}
