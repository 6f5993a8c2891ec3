package io.omniflow.job.gateway.api;

import io.omniflow.job.gateway.http.ApiException;
import java.util.List;
import java.util.Optional;

/**
 * The models and pipelines that requests may name.
 *
 * @param all all of them, in the deployment's order
 */
record Models(List<ServedModel> all) {

    Models {
        all = List.copyOf(all);
    }

    /** Returns one by name. */
    Optional<ServedModel> find(String name) {
        return all.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /**
     * Returns the model that a call names, or the first of its kind if it names none.
     *
     * @throws ApiException if there is none, or if it is of the other kind
     */
    ServedModel choose(String name, boolean isImage) {
        String kind = isImage ? "makes pictures" : "writes texts";
        if (name.isEmpty()) {
            return all.stream()
                    .filter(model -> model.isImage() == isImage)
                    .findFirst()
                    .orElseThrow(() -> unknown("no model here " + kind));
        }
        ServedModel model = find(name).orElseThrow(() -> unknown(name, names()));
        if (model.isImage() != isImage) {
            throw ApiException.invalid(
                    "model",
                    "wrong_kind_of_model",
                    "the model '" + name + "' is not one that " + kind);
        }
        return model;
    }

    /** Returns the model that a call names, or the first if it names none. */
    ServedModel choose(String name) {
        return name.isEmpty() ? all.get(0) : find(name).orElseThrow(() -> unknown(name, names()));
    }

    private List<String> names() {
        return all.stream().map(ServedModel::name).toList();
    }

    private static ApiException unknown(String name, List<String> names) {
        return unknown("there is no model '" + name + "'; there are " + names);
    }

    private static ApiException unknown(String message) {
        return ApiException.notFound("model", "model_not_found", message);
    }
}
