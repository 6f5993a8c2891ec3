package io.omniflow.core.scheduling;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts the slots of a stage's workers from their reports and from what was released to them. Not
 * thread-safe. Nothing of it is checkpointed: after a restore the workers announce themselves.
 */
final class SlotLedger {

    private final Map<Integer, Account> accounts = new TreeMap<>();

    /** Takes a report; one that is not newer than the last of its worker changes nothing. */
    void report(SlotReport report) {
        Account account = accounts.get(report.worker());
        if (account == null || report.attempt() > account.report.attempt()) {
            accounts.put(report.worker(), new Account(report));
        } else if (report.isNewerThan(account.report)) {
            account.report = report;
        }
    }

    /** Returns the worker with most free slots, the one that got least so far among equals. */
    Optional<Integer> mostFree(boolean urgent) {
        return accounts.entrySet().stream()
                .filter(entry -> entry.getValue().takes(urgent))
                .min(
                        Comparator.comparing(
                                (Map.Entry<Integer, Account> entry) -> entry.getValue(),
                                Comparator.comparingLong(Account::free)
                                        .reversed()
                                        .thenComparingLong(account -> account.released)))
                .map(Map.Entry::getKey);
    }

    /** Takes a slot of the worker. */
    void release(int worker) {
        accounts.get(worker).released++;
    }

    /** Returns the free slots of all workers; a worker with an excess counts as none. */
    long free() {
        return accounts.values().stream().mapToLong(account -> Math.max(0, account.free())).sum();
    }

    /** Returns the latest report of each worker in the order of their indices. */
    List<SlotReport> reports() {
        Collection<Account> values = accounts.values();
        return values.stream().map(account -> account.report).toList();
    }

    private static final class Account {

        private SlotReport report;
        private long released;

        Account(SlotReport report) {
            this.report = report;
        }

        long free() {
            SlotCounts counts = report.counts();
            return counts.capacity()
                    - counts.heldAtOpen()
                    - counts.extra()
                    - (released - counts.completed());
        }

        boolean takes(boolean urgent) {
            return free() > (urgent ? -report.counts().overcommit() : 0);
        }
    }
}
