// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.credentials.UserEntry;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** {@code postern user}: who has a mailbox here and may log in. Needs no running server. */
@Command(
        name = "user",
        description = "Edits the file of users; a running server sees it within two seconds.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UserCommand.Add.class,
            UserCommand.Passwd.class,
            UserCommand.ListUsers.class,
            UserCommand.Remove.class
        })
final class UserCommand {
    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    /** What they have in common. */
    abstract static class Edit implements Callable<Integer> {
        /** RFC 5321 section 4.1.2's Dot-string and domain, with the letters of RFC 6531. */
        private static final Pattern MAILBOX =
                Pattern.compile(
                        "%1$s(\\.%1$s)*(@%2$s(\\.%2$s)*)?"
                                .formatted(
                                        "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+",
                                        "[\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N}-]*[\\p{L}\\p{M}\\p{N}])?"));

        private static final int LONGEST = 254;

        @Mixin private CommonOptions common = new CommonOptions();

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description =
                        "The file, relative to the home; default: that of the first 'type: file'"
                                + " under auth:, else conf/users.yaml.")
        private @Nullable Path file;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        final UserStore store() throws IOException {
            Home home = common.home();
            return file == null
                    ? UserStore.of(home)
                    : new UserStore(home.root().resolve(file).normalize());
        }

        final PrintWriter out() {
            return spec.commandLine().getOut();
        }

        static void checkMailbox(String name) {
            if (name.length() > LONGEST || !MAILBOX.matcher(name).matches()) {
                throw new CommandException(
                        Exit.USAGE,
                        "'%s' is no mailbox, as alice@example.org or alice"
                                .formatted(name.replaceAll("\\p{Cntrl}", "?")));
            }
        }
    }

    /** {@code postern user add}. */
    @Command(name = "add", description = "Adds a user.")
    static final class Add extends Edit {
        @Mixin private NewPassword password = new NewPassword();

        @Parameters(paramLabel = "MAILBOX", description = "Its name, and the mailbox it has.")
        private String name = "";

        @Override
        public Integer call() throws IOException {
            checkMailbox(name);
            UserStore store = store();
            // Before anybody types a password for nothing; what counts is the edit itself.
            store.read().add(name, Map.of());
            Map<String, String> fields = password.fields(name);
            store.change(text -> new UserEdit(store.file(), text).add(name, fields));
            out().println("added " + name + " to " + store.file());
            return Exit.FINE;
        }
    }

    /** {@code postern user passwd}. */
    @Command(name = "passwd", description = "Gives a user another password.")
    static final class Passwd extends Edit {
        @Mixin private NewPassword password = new NewPassword();

        @Parameters(paramLabel = "MAILBOX", description = "Whose.")
        private String name = "";

        @Override
        public Integer call() throws IOException {
            UserStore store = store();
            store.read().set(name, Map.of());
            Map<String, String> fields = password.fields(name);
            store.change(text -> new UserEdit(store.file(), text).set(name, fields));
            out().println("changed the password of " + name + " in " + store.file());
            return Exit.FINE;
        }
    }

    /** {@code postern user list}. */
    @Command(name = "list", description = "Lists the users and how they may log in.")
    static final class ListUsers extends Edit {
        private static final List<String> PROOFS = List.of("password", "scram", "certificates");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            UserStore store = store();
            List<UserEntry> users = store.read().users();
            if (json) {
                out().println(
                                Json.text(
                                        Map.of(
                                                "file",
                                                store.file().toString(),
                                                "users",
                                                users.stream().map(ListUsers::fields).toList())));
                return Exit.FINE;
            }
            Table table = new Table("USER", "LOGS IN BY", "SENDERS");
            users.forEach(
                    user ->
                            table.row(
                                    user.name(),
                                    String.join(", ", proofs(user)),
                                    String.join(", ", values(user, "senders"))));
            if (!users.isEmpty()) {
                table.print(out());
            }
            out().println(Amounts.count(users.size(), "user") + " in " + store.file());
            return Exit.FINE;
        }

        /** No secrets: whether it has them is all that is told. */
        private static Map<String, Object> fields(UserEntry user) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", user.name());
            fields.put("password", user.field("password").isPresent());
            fields.put("scram", user.field("scram").isPresent());
            fields.put("senders", values(user, "senders"));
            fields.put("certificates", values(user, "certificates"));
            return fields;
        }

        private static List<String> proofs(UserEntry user) {
            return PROOFS.stream().filter(proof -> user.field(proof).isPresent()).toList();
        }

        private static List<String> values(UserEntry user, String field) {
            return user.field(field).map(UserEntry.Field::values).orElse(List.of());
        }
    }

    /** {@code postern user remove}. */
    @Command(name = "remove", description = "Removes a user; the mailbox's mail stays.")
    static final class Remove extends Edit {
        @Option(names = "--dry-run", description = "Only say what would be removed.")
        private boolean dryRun;

        @Parameters(paramLabel = "MAILBOX", description = "Whom.")
        private String name = "";

        @Override
        public Integer call() throws IOException {
            UserStore store = store();
            store.read().remove(name);
            if (!dryRun) {
                store.change(text -> new UserEdit(store.file(), text).remove(name));
            }
            String verb = dryRun ? "would remove " : "removed ";
            out().println(verb + name + " from " + store.file());
            return Exit.FINE;
        }
    }
}
