/**
 * What a request may say of the step caches, which skip computation within one generation; how they
 * decide lies in the engine.
 */
package io.omniflow.core.stepcache;
