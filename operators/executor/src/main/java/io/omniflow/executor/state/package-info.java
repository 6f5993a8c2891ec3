/** Serializers of everything that is stored or sent: our own, versioned, without Kryo. */
package io.omniflow.executor.state;
