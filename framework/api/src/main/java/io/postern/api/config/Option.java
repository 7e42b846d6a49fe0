// SPDX-License-Identifier: Apache-2.0
package io.postern.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says more of an option than its Java type does. It stands on a method of the annotation interface
 * with which a component declares its options ({@code @ObjectClassDefinition}); the key in {@code
 * postern.yaml} is the method's name in lower case with dashes, and a method without a default is
 * an option that must be given.
 *
 * <p>A component that takes a plain value where others take keys calls that option {@code value}:
 * {@code relay: networks: [10.0.0.0/8]} gives it the list.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Option {
    /** What the text must look like, and what the component gets. */
    Kind kind() default Kind.TEXT;

    /**
     * What it does, for the manual and for error messages: one clause, lower case, without a full
     * stop.
     */
    String value() default "";

    /**
     * Another option, {@code section.key}, that must be given where this one has a value other than
     * its default; empty where there is none.
     */
    String needs() default "";

    /**
     * The annotation interface of what a map may say where one value of this option could stand:
     * each of its methods is a key, the one without a default what the value alone would mean. Of a
     * map the component gets a text that is a JSON object, with all its keys by the names of the
     * methods; of a value alone, that value.
     */
    Class<?> entry() default void.class;

    /** The kinds of option. */
    enum Kind {
        /** Text, a number or true/false, as the Java type says. */
        TEXT,
        /**
         * Text that no message quotes. The name of its method begins with {@code _}, which isn't
         * part of the key and keeps it out of the properties that a service shows to others.
         */
        SECRET,
        /** {@code 300ms 5s 5m 4h 5d}; a String that {@link java.time.Duration#parse} reads. */
        DURATION,
        /** {@code 10240 100KiB 50MiB 1GiB}; a long, octets. */
        SIZE,
        /** A whole number or {@code unlimited}, which is {@link Integer#MAX_VALUE}. */
        LIMIT,
        /** {@code 10/s 100/m 1000/h 10000/d}; text. */
        RATE,
        /** An IP address or network, {@code 192.0.2.0/24}. */
        NETWORK,
        /** {@code host:port}, {@code [address]:port}. */
        ENDPOINT,
        /** A path, made absolute against the home. */
        PATH,
        /** A path of a file that must be there and readable, made absolute against the home. */
        FILE,
        /** The name of an entry under {@code transports:}. */
        TRANSPORT,
        /** The name of an entry under {@code listeners:}. */
        LISTENER,
        /**
         * Letters, digits, {@code .}, {@code _} and {@code -}, at most 64; no two entries of a list
         * have the same.
         */
        NAME,
        /** Keys with values of any kind, lists and maps too; text that is a JSON object. */
        DATA,
        /** {@code local}, {@code relay}, a domain, or {@code *.} and a domain for all below it. */
        DOMAIN,
        /**
         * A step of a retry schedule: {@code 2s x 5}, {@code backoff 1.5 max 4h until 5d}; text.
         */
        RETRY
    }
}
