/** The lists behind relations and cards, which the generic pages show. */
import { Navigate } from "@tanstack/react-router";

export const KindsPage = () => <Navigate to="/r/$entity" params={{ entity: "relation_type" }} replace />;
export const PartsPage = () => <Navigate to="/r/$entity" params={{ entity: "key_account_part" }} replace />;
