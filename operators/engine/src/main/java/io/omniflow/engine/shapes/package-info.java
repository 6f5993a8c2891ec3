/**
 * The small world of the shapes model that ships: what its captions ask for, and a judge, by
 * geometry alone, of whether a picture shows it. For tests and measurements; nothing that serves
 * needs it.
 */
package io.omniflow.engine.shapes;
