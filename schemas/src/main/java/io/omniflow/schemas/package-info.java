/**
 * What goes with the protobuf messages of {@code io.omniflow.v1}: their names on the wire and their
 * JSON form.
 */
package io.omniflow.schemas;
