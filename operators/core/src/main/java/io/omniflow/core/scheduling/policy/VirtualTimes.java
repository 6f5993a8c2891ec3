package io.omniflow.core.scheduling.policy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The virtual time of accounts that share device time by weight: what an account was charged,
 * divided by its weight. The account with the least goes first (stride scheduling, Waldspurger and
 * Weihl 1995; the virtual token counter of arXiv 2401.00588). One that returns starts at the
 * greatest of its own time, the least of those that wait, and the time that ideal sharing would
 * have reached less one charge; the last keeps an endless row of new accounts from holding back
 * those that wait. Equal times are ordered by a rank that the caller gives, least first.
 *
 * <p>With a credit, an account that returns may be behind by as much as that, if it used less.
 *
 * <p>Accounts that do not wait are kept while they are ahead, {@value #MAX_IDLE} at most.
 */
final class VirtualTimes<K> {

    private static final int MAX_IDLE = 10_000;
    private static final int MAX_REMEMBERED = 1_000;

    private final Map<K, Account<K>> accounts = new HashMap<>();
    private final TreeSet<Account<K>> waiting = new TreeSet<>(Account.order());
    private final TreeSet<Account<K>> idle = new TreeSet<>(Account.order());
    private final double credit;
    private double waitingWeight;
    private double floor;
    private double ideal;
    private double largestStep;
    private long created;
    private boolean replaying;

    /** Creates accounts without a credit. */
    VirtualTimes() {
        this(0);
    }

    /** Creates accounts. */
    VirtualTimes(double credit) {
        this.credit = credit;
    }

    /** Lets an account wait that does not. */
    void activate(K key, double weight, long rank) {
        Account<K> account = accounts.computeIfAbsent(key, name -> new Account<>(name, created++));
        idle.remove(account);
        account.weight = weight;
        account.time = Math.max(account.time, floor() - credit);
        account.rank = rank;
        waiting.add(account);
        waitingWeight += weight;
    }

    /** Lets an account wait no longer. */
    void deactivate(K key) {
        Account<K> account = accounts.get(key);
        waiting.remove(account);
        waitingWeight = waiting.isEmpty() ? 0 : waitingWeight - account.weight;
        idle.add(account);
        while (!idle.isEmpty() && (idle.first().time <= floor - credit || idle.size() > MAX_IDLE)) {
            accounts.remove(idle.pollFirst().key);
        }
    }

    /** Charges an account that waits. */
    void charge(K key, double ms) {
        replaying = false;
        floor = floor();
        ideal = Math.max(ideal, floor) + ms / waitingWeight;
        Account<K> account = accounts.get(key);
        waiting.remove(account);
        account.time += ms / account.weight;
        waiting.add(account);
        largestStep = Math.max(largestStep, ms / account.weight);
    }

    /** Returns the account whose turn it is; at least one waits. */
    K first() {
        replaying = false;
        return waiting.first().key;
    }

    /** Tells whether an account that waits is at most a charge ahead of the first. */
    boolean isWithinShare(K key, double ms) {
        Account<K> account = accounts.get(key);
        return account.time <= waiting.first().time + ms / account.weight;
    }

    /** Tells whether of two accounts that wait the one has its turn before the other. */
    boolean isBefore(K one, K other) {
        return Account.<K>order().compare(accounts.get(one), accounts.get(other)) < 0;
    }

    /** Returns the sum of the weights of those that wait. */
    double waitingWeight() {
        return waitingWeight;
    }

    /** Returns by how much accounts are ahead, those that are furthest. */
    Map<K, Double> memory() {
        double base = floor();
        return accounts.values().stream()
                .filter(account -> account.time > base)
                .sorted(Account.<K>order().reversed())
                .limit(MAX_REMEMBERED)
                .collect(Collectors.toMap(account -> account.key, account -> account.time - base));
    }

    /** Takes what was remembered, before any account waits. */
    void restore(Map<K, Double> ahead) {
        replaying = true;
        ahead.forEach(
                (key, time) -> {
                    if (time > 0 && Double.isFinite(time)) {
                        Account<K> account = new Account<>(key, created++);
                        account.time = time;
                        accounts.put(key, account);
                        idle.add(account);
                    }
                });
    }

    private double floor() {
        if (replaying || waiting.isEmpty()) {
            return floor;
        }
        return Math.max(floor, Math.max(waiting.first().time, ideal - largestStep));
    }

    private static final class Account<K> {

        private final K key;
        private final long number;
        private double weight = 1;
        private double time;
        private long rank;

        Account(K key, long number) {
            this.key = key;
            this.number = number;
        }

        static <K> Comparator<Account<K>> order() {
            return Comparator.comparingDouble((Account<K> account) -> account.time)
                    .thenComparingLong(account -> account.rank)
                    .thenComparingLong(account -> account.number);
        }
    }
}
