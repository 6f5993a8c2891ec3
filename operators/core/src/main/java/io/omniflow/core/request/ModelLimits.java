package io.omniflow.core.request;

import java.io.Serializable;

/** What requests to one kind of model may say, and what they mean when they do not. */
public sealed interface ModelLimits extends Serializable permits ImageLimits, TextLimits {}
