package io.omniflow.core.scheduling;

import io.omniflow.core.cache.CacheEpochs;
import io.omniflow.core.error.QueueFullException;
import io.omniflow.core.request.Priority;
import io.omniflow.core.request.TaskId;
import io.omniflow.core.scheduling.policy.Ahead;
import io.omniflow.core.scheduling.policy.PolicyMemory;
import io.omniflow.core.scheduling.policy.PricedTask;
import io.omniflow.core.scheduling.policy.SchedulingPolicy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what runs next on which worker of one stage: an index over waiting tasks in the order of
 * the policy, and the slots of the workers. A task is released only when a worker has a slot for
 * it; an urgent task may take a worker's overcommit, where another one is paused for it. Equal
 * tasks share one release.
 *
 * <p>Every decision takes time logarithmic in the number of waiting tasks and linear in the number
 * of workers; a report takes time linear in the tasks of its worker. Another configuration, or
 * costs that have moved by more than a tenth, order all that waits anew, the latter every second at
 * most and less often with more than 10 000 waiting tasks. All times are epoch milliseconds that
 * the caller gives. Not thread-safe; the caller keeps the tasks themselves.
 */
public final class OmniScheduler {

    private static final int SHOWN_TENANTS = 16;

    private final String model;
    private SchedulerConfig config;
    private final WaitingIndex waiting = new WaitingIndex();
    private final Twins twins = new Twins();
    private final Expiries expiries = new Expiries();
    private final SlotLedger slots = new SlotLedger();
    private final Dispatched dispatched = new Dispatched();
    private final Prices prices = new Prices();
    private final Joining joining;
    private final Urgency urgency = new Urgency();
    private SchedulingPolicy policy;
    private boolean paused;

    /** Creates an empty scheduler for the stage of a model. */
    public OmniScheduler(String model, SchedulerConfig config) {
        this(model, config, new CacheEpochs());
    }

    /**
     * Creates an empty scheduler for the stage of a model, of which no task shares a generation
     * that began before it was invalidated.
     *
     * @param epochs what was invalidated; the caller adds to it
     */
    public OmniScheduler(String model, SchedulerConfig config, CacheEpochs epochs) {
        this.model = Objects.requireNonNull(model, "model");
        this.config = Objects.requireNonNull(config, "config");
        this.policy = SchedulingPolicy.of(config);
        this.joining = new Joining(twins, dispatched, prices, model, epochs);
    }

    /**
     * Checks that a number of tasks can be taken at once. Equal tasks count one by one, in the
     * total also those that follow one on a worker.
     *
     * @throws QueueFullException that names the limit that would be exceeded
     */
    public void checkRoomFor(int tasks, Priority priority, String tenant) {
        QueueLimits limits = config.limits();
        check(tasks, waiting.size() + dispatched.followers(), limits.total(), "");
        check(tasks, waiting.size(priority), limits.of(priority), "class " + priority);
        check(tasks, waiting.size(tenant), limits.tenant(), "tenant '" + tenant + "'");
    }

    /**
     * Takes a task, for which the caller has checked that there is room, and says where it is.
     *
     * @throws IllegalStateException if it waits already
     */
    public Placement enqueue(WaitingTask task, long nowMs) {
        if (waiting.get(task.id()) != null) {
            throw new IllegalStateException("task " + task.id() + " waits already");
        }
        Optional<Dispatched.Leader> leader = joining.onArrival(task, nowMs);
        if (leader.isPresent()) {
            dispatched.add(task, leader.get().id(), leader.get().worker());
            return new Placement.Attached(leader.get().id(), leader.get().worker());
        }
        WaitingTask first = twins.first(task.sharing());
        PricedTask priced = price(task);
        policy.add(priced);
        twins.add(task);
        return first != null ? new Placement.Follows(first.id()) : estimate(priced, nowMs);
    }

    /** Takes a task out of the queue without running it; empty if it does not wait. */
    public Optional<WaitingTask> remove(TaskId id) {
        PricedTask priced = waiting.get(id);
        if (priced == null) {
            return Optional.empty();
        }
        policy.remove(priced);
        waiting.remove(priced.task());
        twins.remove(priced.task());
        expiries.remove(id);
        return Optional.of(priced.task());
    }

    /**
     * Takes a worker's report and returns the waiting tasks for which it tells of an equal one on
     * the worker; they no longer wait. A report that is not newer than the last changes nothing.
     */
    public List<Attachment> report(SlotReport report, long nowMs) {
        if (!slots.report(report, dispatched::forget)) {
            return List.of();
        }
        prices.learn(report);
        dispatched.report(report, slots.held(report.worker()), prices::restDeviceMs);
        urgency.report(report, prices, nowMs);
        if (prices.haveMoved(waiting.size(), nowMs)) {
            rebuild(config);
        }
        return attach(report, nowMs);
    }

    /**
     * Takes a report of a worker of another stage, for the tasks whose pipelines lead there. Only
     * its costs and texts count.
     */
    public void learn(String stage, SlotReport report) {
        prices.learn(stage, report);
    }

    /**
     * Lets a task go past the queue whose output is known to be stored, and returns the worker to
     * which it goes, without a slot, should it not be stored after all: one that generates the same
     * before all others. Empty while releases are paused, and when workers already hold as many
     * such tasks as they have slots. The task is not kept here.
     */
    public Optional<Integer> pass(String sharing, String cacheKey) {
        if (paused) {
            return Optional.empty();
        }
        Optional<Integer> worker =
                dispatched
                        .leaderOf(sharing)
                        .map(Dispatched.Leader::worker)
                        .or(() -> slots.routeAbove(cacheKey, dispatched::restMs));
        if (worker.isPresent()) {
            slots.answered();
        }
        return worker;
    }

    /** Takes in that a task that was let past the queue was not answered on its way. */
    public void missed() {
        slots.missed();
    }

    /** Returns where a task is that was released and has not been seen to end. */
    public Optional<Location> locate(TaskId id) {
        return dispatched.locate(id);
    }

    /** Tells whether a task waits, or was released and has not been seen to end. */
    public boolean holds(TaskId id) {
        return waiting.get(id) != null || dispatched.locate(id).isPresent();
    }

    /** Takes another configuration; what waits is ordered anew. */
    public void configure(SchedulerConfig other) {
        rebuild(other);
    }

    /** Releases nothing until {@link #resume}. */
    public void pause() {
        paused = true;
    }

    /** Releases again. */
    public void resume() {
        paused = false;
    }

    /** Returns what must be remembered over a restart. */
    public SchedulerMemory memory() {
        PolicyMemory shares = policy.memory();
        return new SchedulerMemory(
                shares.classPasses(),
                shares.tenantPasses(),
                prices.memory(),
                slots.totals(),
                prices.expectedSteps(),
                paused);
    }

    /** Takes what was remembered, before anything else. */
    public void restore(SchedulerMemory memory) {
        policy.restore(new PolicyMemory(memory.classPasses(), memory.tenantPasses()));
        prices.restore(memory);
        slots.restore(memory.totals());
        paused = memory.paused();
    }

    /**
     * Releases the next task if a worker has a slot for it. What has expired is passed over, and
     * stays until {@link #expire} returns it.
     */
    public Optional<Release> next(long nowMs) {
        if (paused || !slots.hasRoom()) {
            return Optional.empty();
        }
        Optional<PricedTask> best = peek(nowMs);
        while (best.isPresent() && expiries.reason(best.get().task().id(), nowMs).isPresent()) {
            policy.remove(best.get());
            best = peek(nowMs);
        }
        return best.flatMap(task -> release(task, nowMs));
    }

    /**
     * Takes a slot of another worker for a running task that its own gives up. The reports of both
     * tell where it is from then on.
     *
     * @param worker the worker that has the task
     * @return the worker that gets it; empty if no other one has a free slot
     */
    public Optional<Integer> move(int worker, String cacheKey) {
        Optional<Integer> other = slots.routeBeside(worker, dispatched::restMs);
        other.ifPresent(index -> slots.release(index, cacheKey));
        return other;
    }

    /** Takes the tasks out of the queue that have expired, in the order in which they did. */
    public List<Expiry> expire(long nowMs) {
        List<Expiry> expired = expiries.at(nowMs);
        expired.forEach(expiry -> remove(expiry.task().id()));
        return expired;
    }

    /** Returns how many tasks wait. */
    public int queueSize() {
        return waiting.size();
    }

    /** Returns how many tasks of a class wait. */
    public int queueSize(Priority priority) {
        return waiting.size(priority);
    }

    /** Returns how many slots are free on all workers. */
    public long freeSlots() {
        return slots.free();
    }

    /** Returns the scheduler's state at this moment. */
    public SchedulerStatus status() {
        Map<Priority, SchedulerStatus.Queue> queues = new EnumMap<>(Priority.class);
        for (Priority priority : Priority.values()) {
            WaitingTask oldest = waiting.oldest(priority);
            queues.put(
                    priority,
                    new SchedulerStatus.Queue(
                            waiting.size(priority), oldest == null ? 0 : oldest.arrivedMs()));
        }
        return new SchedulerStatus(
                queues,
                waiting.largestTenants(SHOWN_TENANTS),
                slots.totals(),
                paused,
                slots.free(),
                slots.reports());
    }

    private void check(int tasks, int waits, int limit, String scope) {
        if (waits + (long) tasks > limit) {
            throw new QueueFullException(model, scope, limit);
        }
    }

    private PricedTask price(WaitingTask task) {
        PricedTask priced = prices.of(task, config);
        waiting.put(priced);
        expiries.put(task, config.requestTimeoutMs(), prices.leastMs(task, config));
        return priced;
    }

    private Placement.Queued estimate(PricedTask task, long nowMs) {
        Ahead ahead = policy.ahead(task);
        if (task.runMs() == 0 || slots.workers() == 0) {
            return new Placement.Queued(ahead.tasks(), 0, 0);
        }
        double waitMs =
                ahead.tasks() < slots.free() || preempts(task, ahead, nowMs)
                        ? 0
                        : (dispatched.restMs() + ahead.deviceMs()) / slots.workers();
        long startMs = nowMs + Math.round(waitMs);
        double runMs = task.runMs() + prices.laterMs(task.task());
        return new Placement.Queued(ahead.tasks(), startMs, startMs + Math.round(runMs));
    }

    /** Without a free slot, only a task that pauses another can be released. */
    private Optional<PricedTask> peek(long nowMs) {
        return slots.free() > 0 ? policy.peek(nowMs) : policy.peekUrgent(nowMs);
    }

    /** Tells whether a task would be released at once into another one's place. */
    private boolean preempts(PricedTask task, Ahead ahead, long nowMs) {
        return ahead.tasks() == 0
                && slots.hasRoom()
                && urgency.level(task, policy, config, nowMs) != RunTerms.NOT_URGENT;
    }

    private Optional<Release> release(PricedTask best, long nowMs) {
        WaitingTask task = prices.choose(best.task(), nowMs);
        Optional<Dispatched.Leader> leader = joining.onRelease(task);
        return leader.isPresent()
                ? Optional.of(join(best.task(), task, leader.get(), nowMs))
                : run(best, task, nowMs);
    }

    /** Lets a task that moves share a generation of its new level. */
    private Release join(
            WaitingTask waits, WaitingTask task, Dispatched.Leader leader, long nowMs) {
        List<WaitingTask> followers = joining.followers(waits, task, nowMs);
        remove(task.id());
        dispatched.add(task, leader.id(), leader.worker());
        follow(followers, leader.id(), leader.worker());
        return new Release(
                task, leader.id(), followers, leader.worker(), terms(RunTerms.NOT_URGENT));
    }

    private Optional<Release> run(PricedTask best, WaitingTask task, long nowMs) {
        int level = urgency.level(best, policy, config, nowMs);
        Optional<Integer> worker =
                slots.route(
                        task.cacheKey(),
                        level,
                        index -> dispatched.urgent(index, level),
                        dispatched::restMs);
        if (worker.isEmpty()) {
            return Optional.empty();
        }
        PricedTask priced = best.times(task.effort() / best.task().effort());
        policy.charge(priced);
        List<WaitingTask> followers = joining.followers(best.task(), task, nowMs);
        remove(task.id());
        slots.release(worker.get(), task.cacheKey());
        dispatched.release(task, worker.get(), priced.deviceMs(), level, nowMs);
        follow(followers, task.id(), worker.get());
        return Optional.of(new Release(task, task.id(), followers, worker.get(), terms(level)));
    }

    private void follow(List<WaitingTask> followers, TaskId leader, int worker) {
        for (WaitingTask follower : followers) {
            remove(follower.id());
            dispatched.add(follower, leader, worker);
        }
    }

    private RunTerms terms(int level) {
        return new RunTerms(level, config.maxPauses(), config.workerTimeoutMs());
    }

    private List<Attachment> attach(SlotReport report, long nowMs) {
        if (waiting.size() == 0) {
            return List.of();
        }
        List<Attachment> attachments = joining.onReport(report, nowMs);
        for (Attachment attachment : attachments) {
            remove(attachment.task().id());
            dispatched.add(attachment.task(), attachment.leader(), attachment.worker());
        }
        return attachments;
    }

    /** Prices and orders all that waits anew; who had how much is kept. */
    private void rebuild(SchedulerConfig other) {
        PolicyMemory shares = policy.memory();
        config = other;
        policy = SchedulingPolicy.of(other);
        policy.restore(shares);
        List<PricedTask> tasks = new ArrayList<>(waiting.all());
        tasks.sort((a, b) -> Long.compare(a.task().sequence(), b.task().sequence()));
        tasks.forEach(task -> policy.add(price(task.task())));
    }
}
