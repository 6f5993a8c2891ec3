/** What is kept: the DiT cache policy. */
package io.omniflow.core.cache;
