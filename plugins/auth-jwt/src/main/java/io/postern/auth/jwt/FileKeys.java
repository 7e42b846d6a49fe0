// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import com.nimbusds.jose.jwk.JWKSet;

import io.postern.api.config.WatchedFile;
import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Keys out of a file that somebody else keeps up to date. */
final class FileKeys implements KeySource {
    private static final Logger log = LoggerFactory.getLogger(FileKeys.class);

    private final WatchedFile<JWKSet> file;

    FileKeys(Path path, InstantSource clock) {
        file =
                new WatchedFile<>(
                        path,
                        clock,
                        FileKeys::parse,
                        keys -> log.info("jwks file={} keys={}", path, keys.size()),
                        trouble -> log.warn("jwks {}", trouble));
    }

    private static Parsed<JWKSet> parse(String text) {
        try {
            return new Parsed.Good<>(JWKSet.parse(text).toPublicJWKSet());
        } catch (ParseException broken) {
            String why = String.valueOf(broken.getMessage()).replaceAll("\\p{Cntrl}+", " ");
            return new Parsed.Bad<>(List.of(Problem.of("no JSON Web Key Set: " + why)));
        }
    }

    @Override
    public Optional<JWKSet> keys() {
        return file.current();
    }

    @Override
    public Optional<JWKSet> newerKeys() {
        return file.current();
    }

    @Override
    public void close() {}
}
