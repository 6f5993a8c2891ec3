package io.omniflow.job.cli.request;

import io.omniflow.core.error.InvalidRequestException;
import io.omniflow.core.request.RequestRules;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the id of a request. A malformed one has to be refused here: the job makes a dead letter of
 * such a request, so that whoever waited for its result would wait in vain.
 */
final class IdConverter implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
        try {
            return RequestRules.id(text);
        } catch (InvalidRequestException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
