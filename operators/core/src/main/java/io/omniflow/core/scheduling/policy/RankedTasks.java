package io.omniflow.core.scheduling.policy;

import java.util.Comparator;

/**
 * A sorted set of tasks that knows how many go before one and what they cost: a treap (Seidel and
 * Aragon 1996) with counts and sums of its subtrees. All operations take expected logarithmic time;
 * the shape of the tree follows from the tasks' sequence numbers alone.
 */
final class RankedTasks {

    private final Comparator<PricedTask> order;
    private Node root;

    RankedTasks(Comparator<PricedTask> order) {
        this.order = order;
    }

    void add(PricedTask task) {
        root = add(root, new Node(task));
    }

    /** Takes a task out; tells whether it was in. */
    boolean remove(PricedTask task) {
        int before = size();
        root = remove(root, task);
        return size() < before;
    }

    /** Returns the first task, or null. */
    PricedTask first() {
        Node node = root;
        while (node != null && node.left != null) {
            node = node.left;
        }
        return node == null ? null : node.task;
    }

    int size() {
        return count(root);
    }

    boolean isEmpty() {
        return root == null;
    }

    Ahead all() {
        return new Ahead(count(root), work(root));
    }

    /** Returns what is sorted before a task. */
    Ahead before(PricedTask task) {
        int tasks = 0;
        double deviceMs = 0;
        Node node = root;
        while (node != null) {
            if (order.compare(node.task, task) < 0) {
                tasks += 1 + count(node.left);
                deviceMs += node.task.deviceMs() + work(node.left);
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return new Ahead(tasks, deviceMs);
    }

    private Node add(Node node, Node added) {
        if (node == null) {
            return added;
        }
        if (order.compare(added.task, node.task) < 0) {
            node.left = add(node.left, added);
            return (node.left.rank < node.rank ? rotateRight(node) : node).update();
        }
        node.right = add(node.right, added);
        return (node.right.rank < node.rank ? rotateLeft(node) : node).update();
    }

    private Node remove(Node node, PricedTask task) {
        if (node == null) {
            return null;
        }
        int side = order.compare(task, node.task);
        if (side == 0) {
            return merge(node.left, node.right);
        }
        if (side < 0) {
            node.left = remove(node.left, task);
        } else {
            node.right = remove(node.right, task);
        }
        return node.update();
    }

    private static Node merge(Node left, Node right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        if (left.rank < right.rank) {
            left.right = merge(left.right, right);
            return left.update();
        }
        right.left = merge(left, right.left);
        return right.update();
    }

    private static Node rotateRight(Node node) {
        Node top = node.left;
        node.left = top.right;
        top.right = node.update();
        return top;
    }

    private static Node rotateLeft(Node node) {
        Node top = node.right;
        node.right = top.left;
        top.left = node.update();
        return top;
    }

    private static int count(Node node) {
        return node == null ? 0 : node.count;
    }

    private static double work(Node node) {
        return node == null ? 0 : node.work;
    }

    private static final class Node {

        private final PricedTask task;
        private final long rank;
        private Node left;
        private Node right;
        private int count = 1;
        private double work;

        Node(PricedTask task) {
            this.task = task;
            this.rank = mix(task.task().sequence());
            this.work = task.deviceMs();
        }

        Node update() {
            count = 1 + RankedTasks.count(left) + RankedTasks.count(right);
            work = task.deviceMs() + RankedTasks.work(left) + RankedTasks.work(right);
            return this;
        }

        /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
        private static long mix(long sequence) {
            long z = sequence + 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }
}
